import {Suspense} from "react";
import {createRoot} from "react-dom/client";

import {ChatPage} from "./chat.jsx";

// The address names the chat, so that a reload finds it again: it is the session of that id.
const name = location.hash.slice(1) || crypto.randomUUID();
location.hash = name;

createRoot(document.getElementById("root")).render(
  <Suspense fallback="…">
    <ChatPage name={name} />
  </Suspense>,
);
