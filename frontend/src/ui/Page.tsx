/** The frame of every page: its title, its one h1, focus on arrival. */
import { type ReactNode, useEffect, useRef } from "react";
import { useT } from "../language/LanguageProvider";

interface Props {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Set while the page shows an error, so that the title says so first. */
  error?: boolean;
  narrow?: boolean;
  children?: ReactNode;
}

export function Page({ title, lead, error = false, narrow = false, children }: Props) {
  const t = useT();
  const heading = useRef<HTMLHeadingElement>(null);
  // A change of page without a load is silent for screen readers unless focus moves to its heading; another title
  // is another page.
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <main id="content" className={narrow ? "narrow" : undefined}>
      <title>{t(error ? "app.titleOfError" : "app.title", { page: title })}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </main>
  );
}
