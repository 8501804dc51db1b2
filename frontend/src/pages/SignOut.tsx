/** `/logout`: revokes, forgets, and ends the session at the provider. */
import { useEffect } from "react";
import { useServices } from "../services";

export function SignOut() {
  const { auth } = useServices();
  useEffect(() => void auth.signOut(), [auth]);
  return null;
}
