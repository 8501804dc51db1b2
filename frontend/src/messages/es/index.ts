/** Spanish. */
import type { Catalogue } from "../catalogue";
import { account } from "./account";
import { frame } from "./frame";
import { security } from "./security";

export const es: Catalogue = { ...frame, ...account, ...security };
