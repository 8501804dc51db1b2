/** French. */
import type { Catalogue } from "../catalogue";
import { account } from "./account";
import { frame } from "./frame";
import { security } from "./security";

export const fr: Catalogue = { ...frame, ...account, ...security };
