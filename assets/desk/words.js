/* What scripts of the desks say, in the visit's language: a page's root brings the texts (`data-words`, JSON), since one
   bundle and one configuration serve visits in all languages. */
(() => {
  const g = window.gridwall;
  const word = g.word;
  let read = null;

  g.word = (text, ...values) => {
    const page = document.querySelector("#desk-content [data-words]");
    const brought = (page && page.dataset.words) || "{}";
    if (brought !== read) g.config.words = JSON.parse(read = brought);
    return word(text, ...values);
  };

  const ACT = "办：";
  /** An act's name: where Chinese has one word for the act and for what has been done, the act has an entry of its own. */
  g.actWord = (label) => {
    const said = g.word(ACT + label);
    return said.startsWith(ACT) ? g.word(label) : said;
  };
})();
