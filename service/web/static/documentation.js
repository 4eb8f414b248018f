"use strict";

SwaggerUIBundle({
  url: document.getElementById("api").dataset.openapi,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
