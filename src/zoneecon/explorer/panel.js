// The column of controls, and what only a browser can do: the address, the tab's memory, the keys.
// `fixed` says what each control is, `now` how it stands; a move is sent and heard one at a time,
// and of each control only its newest waits.

const make = (tag, attributes = {}, parent = null) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  if (parent) parent.append(element);
  return element;
};

function render({ model, el }) {
  const own = Math.random().toString(36).slice(2, 8); // several views of one page: ids of their own
  const column = make("div", { class: "zx-rows" }, el);
  const live = make("div", { class: "zx-live", role: "status", "aria-live": "polite" }, el);
  const rows = new Map();
  const waiting = new Map();
  let sent = 0;
  let said = 0;
  let steps = 0;
  const page = () => el.closest(".zx");

  const flush = () => {
    if (sent > model.get("heard") || waiting.size === 0) return;
    const [id, told] = waiting.entries().next().value;
    waiting.delete(id);
    sent = model.get("heard") + 1;
    model.send({ ...told, n: sent });
  };
  const tell = (id, told) => {
    waiting.set(id, { id, ...told });
    flush();
  };

  const build = (fixed) => {
    const row = make("div", { class: "zx-row" });
    for (const name of fixed.classes) row.classList.add(name);
    const name = `zx-${own}-${fixed.id}`;
    const parts = { row, fixed };
    parts.label = make("label", { class: "zx-label", for: `${name}-main` }, row);
    if (fixed.options) {
      parts.choice = make("select", { id: `${name}-main`, "aria-describedby": `${name}-tip` }, row);
      parts.choice.addEventListener("change", () => {
        tell(fixed.id, { choice: parts.choice.selectedIndex });
      });
    } else {
      const track = make("span", { class: "zx-track" }, row);
      parts.range = make("input", { type: "range", id: `${name}-main` }, track);
      parts.range.setAttribute("aria-describedby", `${name}-tip ${name}-need ${name}-said`);
      parts.mark = make("button", { class: "zx-need", type: "button", tabindex: "-1" }, track);
      parts.need = make("span", { class: "zx-hidden", id: `${name}-need` }, track);
      parts.box = make("input", { class: "zx-box", type: "text", autocomplete: "off" }, row);
      parts.box.setAttribute("aria-describedby", `${name}-said`);
      parts.unit = make("span", { class: "zx-unit" }, row);
      parts.range.addEventListener("input", () => {
        parts.range.setAttribute("aria-valuetext", `${parts.range.value} ${fixed.unit}`);
        parts.box.value = parts.range.value;
        tell(fixed.id, { stop: Number(parts.range.value) });
      });
      parts.box.addEventListener("input", () => { parts.typing = true; });
      const typed = () => {
        if (!parts.typing) return;
        parts.typing = false;
        tell(fixed.id, { typed: parts.box.value });
      };
      parts.box.addEventListener("change", typed);
      parts.box.addEventListener("keydown", (event) => { if (event.key === "Enter") typed(); });
      parts.mark.addEventListener("click", () => tell(fixed.id, { needed: true }));
    }
    parts.said = make("div", { class: "zx-said", id: `${name}-said`, role: "alert" }, row);
    parts.tip = make("div", { class: "zx-tip", id: `${name}-tip`, role: "tooltip" }, row);
    return parts;
  };

  const lay = () => {
    const fixed = model.get("fixed");
    const active = document.activeElement;
    const kept = new Map(rows);
    rows.clear();
    let group = "";
    const children = [];
    for (const one of fixed) {
      if (one.group !== group) {
        group = one.group;
        children.push(make("div", { class: "zx-group", text: group, role: "heading", "aria-level": "3" }));
      }
      const before = kept.get(one.id);
      const same = before && Boolean(before.choice) === Boolean(one.options);
      const parts = same ? before : build(one);
      parts.fixed = one;
      rows.set(one.id, parts);
      parts.label.textContent = one.label;
      parts.tip.textContent = one.tip;
      parts.label.title = one.tip;
      if (parts.choice) {
        const names = one.options.join("\n");
        if (parts.names !== names) {
          parts.choice.replaceChildren(...one.options.map((text) => make("option", { text })));
          parts.names = names;
        }
      } else {
        for (const end of ["min", "max", "step"]) parts.range[end] = one[end];
        parts.unit.textContent = one.unit;
        parts.box.setAttribute("aria-label", `${one.name}, ${one.unit}`);
      }
      children.push(parts.row);
    }
    const now = [...column.children];
    const alike = now.length === children.length && now.every((child, i) =>
      child === children[i] || (child.className === "zx-group" && child.textContent === children[i].textContent));
    if (!alike) {
      column.replaceChildren(...children);
      if (column.contains(active)) active.focus();
    }
    stand();
  };

  const stand = () => {
    const now = model.get("now");
    for (const [id, parts] of rows) {
      const one = now[id];
      if (!one) continue;
      const { fixed, row } = parts;
      row.classList.toggle("zx-changed", one.changed);
      row.classList.toggle("zx-locked", one.locked);
      const main = parts.choice || parts.range;
      main.disabled = one.locked;
      if (parts.choice) {
        parts.choice.selectedIndex = one.place;
      } else {
        parts.box.disabled = one.locked;
        // what is moved at this moment, or typed, is not moved back
        const moving = waiting.has(id) || sent > model.get("heard");
        if (!moving) {
          parts.range.value = one.value;
          parts.range.setAttribute("aria-valuetext", one.spoken);
        }
        if (!parts.typing && !moving) parts.box.value = one.wrong || one.text;
        parts.box.setAttribute("aria-invalid", String(Boolean(one.wrong)));
        parts.range.setAttribute("aria-label", fixed.name);
      }
      if (parts.said.textContent !== one.said) parts.said.textContent = one.said;
      parts.said.hidden = !one.said;
    }
    needs();
  };

  const needs = () => {
    const needed = model.get("needed");
    for (const [id, parts] of rows) {
      if (!parts.mark) continue;
      const one = needed[id];
      parts.mark.hidden = !one;
      parts.need.textContent = one ? one.text : "";
      if (!one) continue;
      const { min, max } = parts.fixed;
      const at = (one.value - min) / (max - min);
      parts.mark.style.left = `calc(${8 - 16 * at}px + ${100 * at}%)`;
      parts.mark.title = one.text;
      parts.mark.setAttribute("aria-label", `${parts.fixed.name}: ${one.text}`);
    }
  };

  // the verdict is read out when it has come to rest
  const speak = () => {
    clearTimeout(said);
    said = setTimeout(() => { live.textContent = model.get("spoken"); }, 600);
  };

  const pictures = () => {
    const shown = page()?.querySelectorAll("img") || [];
    model.get("alt").forEach((text, i) => { if (shown[i]) shown[i].alt = text; });
  };

  // --- the address and the tab's memory hold what is set ---

  const key = `zoneecon ${location.pathname}`;
  const prefix = "#zx:";
  const remember = () => {
    const link = model.get("link");
    if (!link) return;
    try { sessionStorage.setItem(key, link); } catch { /* a browser may refuse to remember */ }
    history.replaceState(history.state, "", `${location.pathname}${location.search}${prefix}${link}`);
  };
  const recall = () => {
    if (model.get("link")) return; // an earlier view of this page has asked already
    let text = "";
    let from = "link";
    if (location.hash.startsWith(prefix)) text = location.hash.slice(prefix.length);
    else {
      try { text = sessionStorage.getItem(key) || ""; } catch { text = ""; }
      from = "tab";
    }
    tell("restore", { restore: text, from });
  };
  const arrived = () => {
    if (!location.hash.startsWith(prefix)) return;
    const text = location.hash.slice(prefix.length);
    if (text !== model.get("link")) tell("restore", { restore: text, from: "link" });
  };
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || /^(text|textarea)$/.test(event.target.type || "")) return;
    const pressed = event.key.toLowerCase();
    const back = pressed === "z" && !event.shiftKey;
    if (!back && !(pressed === "y" || (pressed === "z" && event.shiftKey))) return;
    event.preventDefault();
    event.stopPropagation();
    tell(`step ${steps += 1}`, { step: back ? -1 : 1 });
  };

  // JupyterLab would take Enter, arrows and letters for its cells; its rules name what has the
  // focus, so that a mark on anything around that comes too late
  const ours = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");

  model.on("change:heard", () => { stand(); flush(); });
  model.on("change:fixed", lay);
  model.on("change:now", stand);
  model.on("change:needed", needs);
  model.on("change:spoken", speak);
  model.on("change:alt", pictures);
  model.on("change:link", remember);
  addEventListener("hashchange", arrived);
  lay();
  speak();
  const placed = () => {
    if (!page()) return requestAnimationFrame(placed); // JupyterLab puts it in a moment later
    page().addEventListener("keydown", keys);
    page().addEventListener("focusin", ours);
    pictures();
    recall();
  };
  setTimeout(placed, 0);
  // JupyterLab leaves the view above a long output
  if (document.querySelector("#jupyterlab-splash, .jp-LabShell")) {
    setTimeout(() => page()?.querySelector(".zx-preset select")?.focus(), 1000);
  }
  return () => {
    removeEventListener("hashchange", arrived);
    clearTimeout(said);
  };
}

export default { render };
