/* A wall that loads itself anew without a flash: its old picture stands in front until the new one is drawn. Runs before
 * anything is painted, and knows nothing of what it shows. */
window.gridcurtain = (() => {
  const KEY = "curtain";
  const LONGEST_MS = 15000;
  const FADE_MS = 300;
  let cover = null;

  const rules = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText));

  /** The element as text, what is drawn on canvases as images. */
  const picture = (element) => {
    const copy = element.cloneNode(true);
    const drawn = [...element.querySelectorAll("canvas")];
    [...copy.querySelectorAll("canvas")].forEach((canvas, index) => {
      const image = document.createElement("img");
      image.src = drawn[index].toDataURL();
      image.className = canvas.className;
      image.style.cssText = canvas.style.cssText;
      canvas.replaceWith(image);
    });
    return copy.outerHTML;
  };

  /** Keeps what `element` shows for the page that is loaded next. */
  const close = (element) => {
    try {
      sessionStorage.setItem(KEY, `<style>${rules().join("\n")}</style>${picture(element)}`);
    } catch {
      // A picture that is too large is not kept: the page is loaded anew all the same.
    }
  };

  /** The new picture is there. */
  const open = () => {
    if (!cover) return;
    const gone = cover;
    cover = null;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    gone.animate({ opacity: [1, 0] }, still ? 0 : FADE_MS).finished.then(() => gone.remove());
  };

  // Only a page that was loaded anew has a picture; for any other the browser would first have to open its storage.
  const again = performance.getEntriesByType("navigation").some((entry) => entry.type === "reload");
  const kept = again && sessionStorage.getItem(KEY);
  if (kept) {
    sessionStorage.removeItem(KEY);
    // In a shadow, so that no id of the old picture is found by who looks for the new one's.
    cover = document.createElement("div");
    cover.className = "curtain";
    cover.setAttribute("aria-hidden", "true");
    cover.style.cssText = "position:fixed;inset:0;z-index:1500;background:var(--bg)";
    cover.attachShadow({ mode: "open" }).innerHTML = kept;
    document.body.append(cover);
    setTimeout(open, LONGEST_MS);
  }
  return { close, open };
})();
