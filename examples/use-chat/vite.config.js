import react from "@vitejs/plugin-react";
import {defineConfig} from "vite";

// The application asks its own origin; what is under /api is Satchel's, which looks at the Host that the browser named.
const proxy = {"/api": {target: process.env.SATCHEL_URL ?? "http://127.0.0.1:8321", changeOrigin: false}};

export default defineConfig({plugins: [react()], server: {proxy}, preview: {proxy}});
