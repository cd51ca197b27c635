// Changes in words.

/** What a change does, in a line. */
export function said(command) {
  const short = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const names = {
    send_message: () => `Message: ${short(command.content ?? "")}`,
    append_message: () => `Message: ${short(command.content ?? "")}`,
    update_artifact: () => "Edit of an artifact" + (command.updates?.title ? `: ${short(command.updates.title)}` : ""),
    create_artifact: () => `New artifact: ${short(command.title ?? "")}`,
    update_session: () => (command.updates?.title
      ? `New name: ${short(command.updates.title)}` : "Change of a session"),
    delete_session: () => "Deletion of a session",
    restore_session: () => "Restoring of a session",
  };
  if (command.type in names) return names[command.type]();
  const words = command.type.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}
