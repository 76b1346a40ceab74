import { useEffect, useState } from "react";

/**
 * For a window over the page that comes and goes with its component: whoever opened it by keyboard
 * is back at the button they came from when it closes, not at the top of the page.
 */
export function useReturnFocus(): void {
  // Before anything in the window takes the focus.
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // The window gives its own focus up while it goes.
      requestAnimationFrame(() => {
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    },
    [opener],
  );
}
