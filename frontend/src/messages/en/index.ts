/** English, the language that the others are measured by. */
import { account } from "./account";
import { frame } from "./frame";
import { security } from "./security";

export const en = { ...frame, ...account, ...security } as const;
