/* The administrator's table editors: what needs no server. */
window.dash_clientside = window.dash_clientside || {};
(() => {
  let added = 0;

  window.dash_clientside.gridadmin = {
    /** A new empty row on top. */
    addRow: () => {
      added += 1;
      return { add: [{ _row: `new-${added}` }], addIndex: 0 };
    },
    /** Takes the chosen row out. */
    deleteRow: () => true,
    /** The text of a file that the user picks. */
    pickFile: () => new Promise((resolve) => {
      const input = document.createElement("input");
      input.type = "file";
      input.accept = ".csv,text/csv";
      input.onchange = async () => resolve(await input.files[0].text());
      input.oncancel = () => resolve(window.dash_clientside.no_update);
      input.click();
    }),
  };
})();
