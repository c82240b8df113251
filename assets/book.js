// Boxes that scroll sideways (long formulas, code, tables) can be reached with the keyboard.
(() => {
  const BOXES = "div.math, span.math mjx-container, pre, .pst-scrollable-table-container";
  const mark = () => {
    for (const box of document.querySelectorAll(`:is(${BOXES})`)) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else if (box.tabIndex === 0) box.removeAttribute("tabindex");
    }
  };
  const later = () => requestAnimationFrame(mark);
  const start = () => {
    mark();
    window.MathJax?.startup?.promise?.then(later);
    document.addEventListener("toggle", later, true); // a fold was opened
    window.addEventListener("resize", later);
  };
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
})();
