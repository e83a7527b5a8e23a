/* The layout speaks Chinese; a page in another language has its fixed texts replaced once, before anything is drawn. */
(() => {
  const g = window.gridwall;

  g.translate = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) node.data = g.word(node.data);
    for (const box of root.querySelectorAll("[data-quiet]")) box.dataset.quiet = g.word(box.dataset.quiet);
  };
})();
