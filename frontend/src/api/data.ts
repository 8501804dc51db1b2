/** Taking one's data along, and leaving. */
import { useServices } from "../services";
import { useAction } from "./action";
import { unwrap } from "./client";

/** Everything that is kept about the person, as a file on their machine. */
export const useExport = () =>
  useAction<void, void, null>({
    name: "data.export",
    run: async (api) => download("gatehouse-data.json", await unwrap(api.GET("/me/export"))),
    keep: () => null,
    renews: ["activity"],
  });

function download(name: string, document_: unknown): void {
  const file = new Blob([JSON.stringify(document_, null, 2)], { type: "application/json" });
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be asking where to save it
}

/** Sets the day on which the account goes; all tokens end with the answer. */
export function useDeleteAccount(onSuccess: (deletion_at: string) => void) {
  const { auth } = useServices();
  return useAction<void, string, null>({
    name: "account.delete",
    run: async (api) => (await unwrap(api.POST("/me/deletion"))).deletion_at,
    keep: () => null,
    renews: [],
    onSuccess: (deletion_at) => {
      onSuccess(deletion_at);
      auth.end();
    },
  });
}

export const useKeepAccount = () =>
  useAction<void, void, null>({
    name: "account.keep",
    run: async (api) => void (await unwrap(api.DELETE("/me/deletion"))),
    keep: () => null,
    renews: ["me", "activity"],
  });
