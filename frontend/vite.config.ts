/** Build and development server; one build serves any base path. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { type Connect, defineConfig, type Plugin } from "vite";

/** Answers /config.json while developing; a deployment puts its own file beside index.html. */
function devConfig(): Plugin {
  const body = JSON.stringify({
    issuer: process.env.OIDC_ISSUER ?? "http://localhost:8000",
    client_id: process.env.OIDC_CLIENT_ID ?? "gatehouse-app",
  });
  const answer: Connect.SimpleHandleFunction = (_request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(body);
  };
  return {
    name: "gatehouse-dev-config",
    configureServer: (server) => void server.middlewares.use("/config.json", answer),
    configurePreviewServer: (server) => void server.middlewares.use("/config.json", answer),
  };
}

const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 9 }; // the last two steps cost seconds for two per cent

/** Writes a gzip and a Brotli twin beside each asset, for servers that send them instead of compressing on each request. */
function compress(): Plugin {
  return {
    name: "gatehouse-compress",
    apply: "build",
    writeBundle({ dir = "dist" }, bundle) {
      for (const file of Object.values(bundle)) {
        if (!file.fileName.startsWith("assets/")) continue;
        const body = Buffer.from(file.type === "chunk" ? file.code : file.source);
        writeFileSync(join(dir, `${file.fileName}.gz`), gzipSync(body, { level: 9 }));
        writeFileSync(join(dir, `${file.fileName}.br`), brotliCompressSync(body, { params: BROTLI }));
      }
    },
  };
}

export default defineConfig({
  base: "./", // relative addresses: the same files work at / and under /app/
  plugins: [react(), devConfig(), compress()],
  server: { port: 5173, strictPort: true },
  preview: { port: 5173, strictPort: true },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // keeps the build free of data: addresses of our own making
    modulePreload: { polyfill: false },
  },
});
