/* What scripts of the desks say, in the visit's language: Chinese is the text itself, English comes with the page. */
(() => {
  const g = window.gridwall;
  let [read, words] = ["", {}];

  /** A Chinese text in the visit's language. The page's root brings the English ones (`data-words`, JSON). */
  g.word = (text) => {
    const page = document.querySelector("#desk-content [data-words]");
    const brought = page ? page.dataset.words : "";
    if (brought !== read) [read, words] = [brought, JSON.parse(brought || "{}")];
    return words[text] || text;
  };
})();
