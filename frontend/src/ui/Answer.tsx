/** The three faces of an API answer: not yet, no, here it is. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useT } from "../language/LanguageProvider";
import { Failure } from "./Notice";

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

export function Answer<T>({ query, children }: Props<T>) {
  const t = useT();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <p role="status" className="waiting">
      {t("app.loading")}
    </p>
  );
}
