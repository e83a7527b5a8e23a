/* What AG Grid takes from the house: its theme in our tokens, Chinese texts, and functions that column definitions name. */
window.dashAgGridFunctions = window.dashAgGridFunctions || {};
(() => {
  const own = window.dashAgGridFunctions;

  /** The word that a cell of a listed set shows. */
  own.deskWord = ({ data, colDef }) => colDef.refData[data[colDef.field]] || data[colDef.field];

  /** Quartz with our tokens: dense rows, hairlines, no boxes, no colour of its own. */
  own.deskTheme = (quartz) => quartz.withParams({
    backgroundColor: "var(--bg)",
    foregroundColor: "var(--ink1)",
    borderColor: "var(--hair)",
    chromeBackgroundColor: "var(--bg)",
    headerBackgroundColor: "var(--bg)",
    headerTextColor: "var(--ink2)",
    headerFontWeight: 600,
    rowHoverColor: "var(--panel)",
    selectedRowBackgroundColor: "var(--raised)",
    oddRowBackgroundColor: "var(--bg)",
    modalOverlayBackgroundColor: "var(--bg)",
    menuBackgroundColor: "var(--raised)",
    accentColor: "var(--hand)",
    invalidColor: "var(--late)",
    fontFamily: "var(--fonts)",
    fontSize: 14,
    headerFontSize: 13,
    rowHeight: 34,
    headerHeight: 36,
    spacing: 6,
    borderRadius: 0,
    wrapperBorder: false,
    wrapperBorderRadius: 0,
    columnBorder: false,
  });
})();
