/* What a reader chose, as the engine takes it and as the address of the page keeps it. */
(function () {
  "use strict";

  const data = window.indexgovEngine.opened(window.indexgovWhatIf);
  const { words } = window.indexgovText;

  const sliders = Array.from(document.querySelectorAll("#controls input[type=range]"));
  const sliderOf = new Map(sliders.map((one) => [one.dataset.node, one]));
  const blank = () => ({
    equal: false, values: new Map(), list: 0, order: "new", start: 0, who: null, criteria: new Map(),
  });
  const chosen = blank();

  function startOf(slider) {
    if (slider.dataset.kind === "times") return 1;
    return Number(chosen.equal ? slider.dataset.equal : slider.dataset.written);
  }

  function valueOf(slider) {
    const value = chosen.values.get(slider.dataset.node);
    return value === undefined ? startOf(slider) : value;
  }

  /* What the engine takes: weights in the place of written ones, and multiples of the weight of the children. */
  function choice() {
    const found = { weights: {}, times: {} };
    const totals = {};
    for (const slider of sliders) {
      const { node, kind, written, equal, family } = slider.dataset;
      const value = valueOf(slider);
      totals[family] = (totals[family] || 0) + value;
      if (kind === "times" && chosen.equal) found.weights[node] = value * Number(equal);
      else if (kind === "times" && value !== 1) found.times[node] = value;
      else if (kind === "number" && value !== Number(written)) found.weights[node] = value;
    }
    /* In a sum weights are points: the sum of those of a family stays what was written. */
    for (const slider of sliders) {
      const { node, family, total } = slider.dataset;
      const moved = total && sliders.some((one) => one.dataset.family === family && one.dataset.node in found.weights);
      if (moved && totals[family] > 0) found.weights[node] = (valueOf(slider) * Number(total)) / totals[family];
    }
    return found;
  }

  /* ---- the address ---- */

  const told = (value) => encodeURIComponent(value).replace(/%2F/g, "/").replace(/%40/g, "@");

  function address() {
    const parts = [];
    if (chosen.equal) parts.push("b=equal");
    for (const slider of sliders) {
      const value = valueOf(slider);
      if (value !== startOf(slider)) parts.push(`w.${told(slider.dataset.node)}=${value}`);
    }
    if (chosen.list && !chosen.who) parts.push(`r=${chosen.list}`);
    if (chosen.order !== "new") parts.push(`o=${chosen.order}`);
    if (chosen.who) parts.push(`a=${told(nameOf(chosen.who))}`);
    chosen.criteria.forEach((value, leaf) => parts.push(`c.${told(leaf)}=${told(value)}`));
    return parts.length ? `#${parts.join("&")}` : "";
  }

  function nameOf({ section, authority }) {
    const { territory, body } = data.sections[section];
    return body[authority] ? `${territory[authority]}/${body[authority]}` : territory[authority];
  }

  function found(name) {
    for (let section = 0; section < data.sections.length; section += 1) {
      const count = data.sections[section].territory.length;
      for (let authority = 0; authority < count; authority += 1) {
        if (nameOf({ section, authority }) === name) return { section, authority };
      }
    }
    return null;
  }

  function within(value, least, most) {
    const number = Number(value);
    return value.trim() !== "" && number >= least && number <= most ? number : undefined;
  }

  function readAddress() {
    const next = blank();
    new URLSearchParams(window.location.hash.slice(1)).forEach((value, key) => {
      const slider = key.startsWith("w.") && sliderOf.get(key.slice(2));
      if (slider) {
        const weight = within(value, 0, Number(slider.max));
        if (weight !== undefined) next.values.set(slider.dataset.node, weight);
      } else if (key.startsWith("c.")) next.criteria.set(key.slice(2), value);
      else if (key === "b") next.equal = value === "equal";
      else if (key === "r") next.list = within(value, 0, words.lists.length - 1) || 0;
      else if (key === "o" && ["old", "move"].includes(value)) next.order = value;
      else if (key === "a") next.who = found(value);
    });
    if (!Number.isInteger(next.list)) next.list = 0;
    if (next.who) next.list = data.sections[next.who.section].list[next.who.authority];
    else next.criteria.clear();
    Object.assign(chosen, next);
  }

  function writeAddress() {
    const hash = address();
    if (hash !== window.location.hash) {
      window.history.replaceState(null, "", hash || window.location.pathname + window.location.search);
    }
  }

  window.indexgovChoice = {
    data, chosen, blank, sliders, sliderOf, startOf, valueOf, choice, within, readAddress, writeAddress,
  };
})();
