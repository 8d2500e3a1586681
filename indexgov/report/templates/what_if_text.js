/* Words and numbers as the language of the page writes them, and elements that hold them. Every word comes from the
   page. */
(function () {
  "use strict";

  const words = JSON.parse(document.getElementById("what-if-words").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const DASH = "—";

  const isKnown = (value) => value !== null && !Number.isNaN(value);

  function text(key, values) {
    return words.text[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /* Halves go to the even digit, as where the published figures were printed. */
  function rounded(value, decimals) {
    const at = value * 10 ** decimals;
    const half = Number.isInteger(value * 2 ** (decimals + 1)) && Math.abs(at % 1) === 0.5;
    return half ? ((2 * Math.round(at / 2)) / 10 ** decimals).toFixed(decimals) : value.toFixed(decimals);
  }

  function number(value, decimals) {
    if (!isKnown(value)) return DASH;
    const digits = rounded(Math.abs(value), decimals);
    const [whole, part] = digits.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words.signs.group);
    const sign = value < 0 && Number(digits) !== 0 ? words.signs.minus : "";
    return sign + grouped + (part ? words.signs.decimal + part : "");
  }

  const points = (value) => number(value, words.decimals);

  function plain(value) {
    const needed = (value.toFixed(4).replace(/0+$/, "").split(".")[1] || "").length;
    return number(value, needed);
  }

  function signed(value) {
    return (value > 0 ? "+" : "") + points(value);
  }

  const percent = (share) => words.percent.replace("0", number(100 * share, 1));

  function make(tag, attributes, ...inside) {
    const element = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...inside);
    return element;
  }

  function draw(tag, attributes, ...inside) {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...inside);
    return element;
  }

  window.indexgovText = { words, text, number, points, plain, signed, percent, make, draw, isKnown, DASH };
})();
