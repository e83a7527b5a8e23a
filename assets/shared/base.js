/* The one global of our scripts, and the page's configuration. Knows nothing of any panel. */
window.gridwall = (() => {
  const script = document.getElementById("wall-config");
  const config = script ? JSON.parse(script.textContent) : {};
  const query = new URLSearchParams(location.search);

  /** A new element: tag, class names, text. */
  const el = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  /** Sets a text only where it differs: an unchanged node costs no layout. */
  const say = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };

  /** Sets an attribute only where it differs; null takes it away. */
  const mark = (node, name, value) => {
    if (value === null || value === undefined) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  };

  /** One unit of the design (a pixel of 1080p) in this screen's pixels. */
  const unit = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

  /** A Chinese text in the page's language (`config.words`; what has no entry stays); `{}` takes the values in turn. */
  const word = (text, ...values) => {
    const said = (config.words || {})[text] || text;
    return values.reduce((whole, value) => whole.replace("{}", value), said);
  };

  const tokens = new Map();
  /** A colour token of the theme, which stays as long as the page does: to ask for it has all styles worked out anew. */
  const token = (name) => {
    if (!tokens.has(name)) {
      tokens.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
    }
    return tokens.get(name);
  };

  return { config, query, el, say, mark, unit, word, token, draw: {} };
})();
