// Work that is asked for more often than it can be done.

/**
 * A function that does a task at once, and once more behind that where it was asked for meanwhile; never two at a time.
 *
 * @param {() => Promise<unknown>} task
 * @returns {() => Promise<void>} resolves when all that was asked for until then is done
 */
export function oneAtATime(task) {
  let running = null;
  let again = false;
  async function work() {
    try {
      do {
        again = false;
        await task();
      } while (again);
    } finally {
      running = null;
    }
  }
  return () => {
    again = true;
    running ??= work();
    return running;
  };
}
