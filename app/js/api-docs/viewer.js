// Starts the viewer of the API's document. Nothing that the page's address says reaches it: no other document, no other server.
"use strict";

(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  // The same choice that the pages of the product follow.
  const remembered = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const paint = () => {
    const theme = remembered();
    root.classList.toggle("dark-mode", theme === "dark" || (theme !== "light" && system.matches));
  };
  paint();
  system.addEventListener("change", paint);

  SwaggerUIBundle({
    url: "/api/v1/openapi.json",
    dom_id: "#viewer",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    filter: true,
    queryConfigEnabled: false,
    // The one that is asked by default is somebody else's server.
    validatorUrl: null,
    supportedSubmitMethods: ["get", "post", "put", "patch", "delete"],
    // The viewer gives this list no name.
    onComplete: () => document.getElementById("servers")?.setAttribute("aria-label", "Server"),
  });
})();
