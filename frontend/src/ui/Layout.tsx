/** Header and current page. */
import { Link, Outlet } from "react-router-dom";
import { useAuthState } from "../services";
import logo from "./logo.svg";

export function Layout() {
  const { claims } = useAuthState();
  return (
    <>
      <header className="frame top">
        <Link className="brand" to="/">
          <img src={logo} alt="" />
          Gatehouse
        </Link>
        <nav aria-label="Main">
          <ul>
            {claims ? (
              <>
                <li>
                  <Link to="/dashboard">Dashboard</Link>
                </li>
                <li>
                  <Link to="/logout">Sign out</Link>
                </li>
              </>
            ) : (
              <li>
                <Link to="/login">Sign in</Link>
              </li>
            )}
          </ul>
        </nav>
      </header>
      <Outlet />
    </>
  );
}
