// Draws Swagger UI over our own OpenAPI document. Nothing is asked of any other server.

const root = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  domNode: root,
  url: root.dataset.url,
  // The default sends the document's address to a validator on the internet.
  validatorUrl: null,
  deepLinking: true,
});
