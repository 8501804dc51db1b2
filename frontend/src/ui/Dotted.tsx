/** Short facts in one line, each with its own direction: an address stays whole in a sentence that runs from the right. */
import { createElement, Fragment, type ReactNode } from "react";

export function Dotted({ children }: { children: ReactNode[] }) {
  const shown = children.filter((one) => one !== null && one !== false && one !== "");
  if (shown.length === 0) return null;
  const parts = shown.flatMap((one, index) => [index > 0 && " · ", createElement("bdi", null, one)]);
  return <p className="muted">{createElement(Fragment, null, ...parts)}</p>;
}
