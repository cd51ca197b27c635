import react from "@vitejs/plugin-react";
import {defineConfig} from "vite";

// The application asks its own origin; what is under /agents is Satchel's, its WebSockets too.
const proxy = {"/agents": {target: process.env.SATCHEL_URL ?? "http://127.0.0.1:8321", ws: true}};

export default defineConfig({plugins: [react()], server: {proxy}, preview: {proxy}});
