// Arrow keys on the board. The whole board is one tab stop; the arrows move between its cells.
// Without this script every link and button of the board is a tab stop of its own.

function target(cell) {
  return cell.querySelector("a, button") ?? cell;
}

// The first column a cell stands in.
function position(cell) {
  let columns = 0;
  for (let other = cell.previousElementSibling; other; other = other.previousElementSibling) {
    if (other.tagName === "TD") columns += other.colSpan;
  }
  return columns;
}

function cellAt(row, column) {
  let covered = 0;
  for (const cell of row.querySelectorAll("td")) {
    covered += cell.colSpan;
    if (column < covered) return cell;
  }
  return null;
}

function neighbour(cell, key, toEdge) {
  const cells = [...cell.parentElement.querySelectorAll("td")];
  const index = cells.indexOf(cell);
  if (key === "ArrowLeft") return cells[index - 1];
  if (key === "ArrowRight") return cells[index + 1];
  const rows = [...cell.closest("table").querySelectorAll("tbody tr")];
  if (key === "Home") return toEdge ? cellAt(rows[0], 0) : cells[0];
  if (key === "End") return toEdge ? [...rows.at(-1).querySelectorAll("td")].at(-1) : cells.at(-1);
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  const row = step && rows[rows.indexOf(cell.parentElement) + step];
  return row ? cellAt(row, position(cell)) : null;
}

function moveTabStop(table, cell) {
  for (const other of table.querySelectorAll('td[tabindex="0"], td [tabindex="0"]')) other.tabIndex = -1;
  target(cell).tabIndex = 0;
}

function prepare(table) {
  if (table.getAttribute("role") === "grid") return;
  const cells = table.querySelectorAll("td");
  if (!cells.length) return;
  table.setAttribute("role", "grid");
  const keys = document.getElementById(`${table.id}-keys`);
  if (keys) {
    keys.hidden = false;
    table.setAttribute("aria-describedby", keys.id);
  }
  for (const cell of cells) target(cell).tabIndex = -1;
  moveTabStop(table, cells[0]);
  // The frame that scrolls needs no tab stop of its own now that something inside it has one.
  table.closest(".board-scroll")?.removeAttribute("tabindex");
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("table.board td");
  if (!cell || event.altKey || event.metaKey) return;
  const next = neighbour(cell, event.key, event.ctrlKey);
  if (!next) return;
  event.preventDefault();
  moveTabStop(cell.closest("table"), next);
  // focus() alone is content with a cell half hidden under the headings that stay in view.
  target(next).focus({ preventScroll: true });
  target(next).scrollIntoView({ block: "nearest", inline: "nearest" });
});

document.addEventListener("focusin", (event) => {
  const cell = event.target.closest("table.board td");
  if (cell) moveTabStop(cell.closest("table"), cell);
});

function prepareAll(root) {
  for (const table of root.querySelectorAll("table.board")) prepare(table);
}

prepareAll(document);
document.addEventListener("htmx:load", (event) => prepareAll(event.target.parentNode ?? document));
