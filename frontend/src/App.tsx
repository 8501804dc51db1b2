/** The routes: the table of contents of the app. */
import { BrowserRouter, Route, Routes } from "react-router-dom";
import { basename } from "./app-url";
import type { Auth } from "./auth/auth";
import { RequireAuth, RequireSecondFactor } from "./auth/RequireAuth";
import { Apps } from "./pages/Apps";
import { Activity } from "./pages/activity/Activity";
import { CallbackFailed } from "./pages/CallbackFailed";
import { Dashboard } from "./pages/Dashboard";
import { YourData } from "./pages/data/YourData";
import { Landing } from "./pages/Landing";
import { Leaving } from "./pages/Leaving";
import { NotFound } from "./pages/NotFound";
import { Profile } from "./pages/Profile";
import { Sessions } from "./pages/Sessions";
import { SignIn } from "./pages/SignIn";
import { SignOut } from "./pages/SignOut";
import { EmailPage } from "./pages/security/EmailPage";
import { LostPhone } from "./pages/security/LostPhone";
import { MfaSetup } from "./pages/security/MfaSetup";
import { MfaVerify } from "./pages/security/MfaVerify";
import { PasswordPage } from "./pages/security/PasswordPage";
import { Security } from "./pages/security/Security";
import { ServicesProvider, useAuthState } from "./services";
import { ErrorBoundary } from "./ui/ErrorBoundary";
import { Layout } from "./ui/Layout";
import { Unavailable } from "./ui/Unavailable";

export function App({ auth, appUrl }: { auth: Auth; appUrl: URL }) {
  return (
    <ErrorBoundary>
      <ServicesProvider auth={auth} appUrl={appUrl}>
        <BrowserRouter basename={basename(appUrl)}>
          <Pages />
        </BrowserRouter>
      </ServicesProvider>
    </ErrorBoundary>
  );
}

function Pages() {
  const { leaving, failure } = useAuthState();
  if (failure) return <Unavailable error={failure} onRetry={() => window.location.reload()} />;
  if (leaving) return <Leaving leaving={leaving} />;
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Landing />} />
        <Route path="login" element={<SignIn purpose="sign-in" />} />
        <Route path="register" element={<SignIn purpose="register" />} />
        <Route path="callback" element={<CallbackFailed />} />
        <Route path="logout" element={<SignOut />} />
        <Route path="mfa-setup" element={<ProtectedMfaSetup />} />
        <Route path="mfa-verify" element={<MfaVerify />} />
        <Route element={<RequireSecondFactor />}>
          <Route path="dashboard" element={<Dashboard />} />
          <Route path="security" element={<Security />} />
          <Route path="profile" element={<Profile />} />
          <Route path="lost-phone" element={<LostPhone />} />
          <Route path="password" element={<PasswordPage />} />
          <Route path="email" element={<EmailPage />} />
          <Route path="data" element={<YourData />} />
          <Route path="sessions" element={<Sessions />} />
          <Route path="activity" element={<Activity />} />
          <Route path="apps" element={<Apps />} />
        </Route>
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function ProtectedMfaSetup() {
  return (
    <RequireAuth>
      <MfaSetup />
    </RequireAuth>
  );
}
