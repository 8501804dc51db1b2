/** `/login` and `/register`: pages that only redirect to the provider. */
import { useEffect } from "react";
import { Navigate, useSearchParams } from "react-router-dom";
import { safeReturnPath } from "../auth/return-path";
import { useAuthState, useServices } from "../services";

export function SignIn({ purpose }: { purpose: "sign-in" | "register" }) {
  const { auth } = useServices();
  const { claims } = useAuthState();
  const [params] = useSearchParams();
  const return_path = safeReturnPath(params.get("return_to"));
  const signedIn = claims !== null;
  useEffect(() => {
    if (!signedIn) void auth.signIn({ purpose, return_path }, "replace");
  }, [auth, signedIn, purpose, return_path]);
  return signedIn ? <Navigate to={return_path} replace /> : null;
}
