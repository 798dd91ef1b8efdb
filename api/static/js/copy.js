// Shows the copy button of a copyable address and says whether copying worked.

function reveal(root) {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copy(input) {
  // The clipboard needs a secure context, which a server on a closed network may not be.
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(input.value);
    return true;
  }
  input.select();
  return document.execCommand("copy");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const box = button.closest(".copyable");
  const isCopied = await copy(box.querySelector("input")).catch(() => false);
  box.querySelector(".copyable-result").textContent = isCopied ? box.dataset.done : box.dataset.failed;
});

reveal(document);
document.addEventListener("htmx:load", (event) => reveal(event.target));
