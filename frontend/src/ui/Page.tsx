/** The frame of every page: its title, its one h1, focus on arrival. */
import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  title: string;
  /** Set while the page shows an error, so that the title says so first. */
  error?: boolean;
  narrow?: boolean;
  children: ReactNode;
}

export function Page({ title, error = false, narrow = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // A change of page without a load is silent for screen readers unless focus moves to its heading; another title
  // is another page.
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <main className={narrow ? "frame narrow" : "frame"}>
      <title>{`${error ? "Error: " : ""}${title} – Gatehouse`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
