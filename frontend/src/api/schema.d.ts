/** Types of the account API, generated from the server's OpenAPI document. Do not edit. */

export interface paths {
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The signed-in person
         * @description The person's account and second factors.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change one's own profile
         * @description What is named is replaced; a claim of null is removed. A member that cannot be is 422 with its name in ``errors``.
         */
        patch: operations["me_update"];
        trace?: never;
    };
    "/me/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign-ins and changes of the account
         * @description What happened, the latest first, as far back as the deployment keeps its record.
         */
        get: operations["activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/activity/not-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deny a sign-in
         * @description End the session that the entry belongs to, with all grants made in it; its browser counts as new again.
         *
         *     It needs no fresh proof. The person should change the password next.
         */
        post: operations["activity_not_me"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The connected apps
         * @description Clients that hold tokens or a remembered consent, the latest used first.
         */
        get: operations["apps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/apps/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an app's access back
         * @description Forget the consent and end every token of this client, from the next request on; the client is told.
         */
        delete: operations["app_disconnect"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The enrolled authenticators
         * @description Confirmed authenticators, oldest first.
         */
        get: operations["authenticators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/authenticators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an authenticator
         * @description Remove it, with the recovery codes if it was the last; the policy of the deployment may forbid that.
         */
        delete: operations["authenticator_remove"];
        options?: never;
        head?: never;
        /**
         * Name an authenticator
         * @description A name helps its owner to tell phones apart; it proves and changes nothing else.
         */
        patch: operations["authenticator_rename"];
        trace?: never;
    };
    "/me/authenticators/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add an authenticator app
         * @description A key that waits for its first code; asking again within its life gives the same key.
         */
        post: operations["totp_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/authenticators/totp/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the app by its first code
         * @description Turn the app on; recovery codes come along where the person had none, and are shown this once.
         *
         *     A wrong code is 422 with ``errors.code`` and ``attempts_left``; the key stays the same.
         */
        post: operations["totp_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the account
         * @description Set the day on which the account goes, and sign out everywhere: this access token ends with the call.
         *
         *     Until that day the person may sign in and keep the account. 409 for the last administrator.
         */
        post: operations["deletion_ask"];
        /**
         * Keep the account
         * @description Call the deletion off; 404 if none was asked for.
         */
        delete: operations["deletion_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code sent to a new address
         * @description Nothing changes yet. The answer is the same for an address that has an account; its owner gets a mail instead.
         */
        post: operations["email_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/email-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch codes by e-mail on or off
         * @description Off is possible only beside an app and with recovery codes left (409), so that nobody is locked out.
         */
        put: operations["email_code_switch"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch to the new address
         * @description This session and its tokens stay; every other one ends; the old address can take it back for a while.
         *
         *     A wrong code is 422 with ``errors.code`` and ``attempts_left``.
         */
        post: operations["email_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything kept about the person
         * @description One document, made now. It needs a fresh proof, and that it was taken is in the history.
         */
        get: operations["export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description This session and its tokens stay; every other session, token and mailed link ends.
         *
         *     A wrong current password (counted as at sign-in) or a weak new one is 422 with ``errors`` by member.
         */
        post: operations["password_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description Replace the set. Codes stand in for an authenticator app, so without one there is nothing to recover.
         */
        post: operations["recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/recovery-codes/saved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the recovery codes are saved
         * @description Until this is said, the next sign-in asks again: codes that nobody kept help nobody.
         */
        post: operations["recovery_codes_saved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the person is signed in
         * @description The live sessions, the latest seen first.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign one browser out
         * @description End the session and every grant made in it, from the next request on.
         */
        delete: operations["session_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/revoke-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign all other browsers out
         * @description End every other session and every grant that was not made in this one.
         */
        post: operations["sessions_revoke_others"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find people
         * @description People by address, fifty a page. The helpdesk finds the staff too, and can open and change none of it.
         */
        get: operations["users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{sub}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person
         * @description Who it is, how protected, and where signed in. Who looked is recorded.
         */
        get: operations["user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{sub}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lock an account
         * @description Every sign-in ends at once, and nobody can sign in to the account until it is unlocked.
         */
        post: operations["user_lock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{sub}/reset-mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset two-step sign-in
         * @description Apps and recovery codes stop working and every sign-in ends; the owner is mailed a link to set up a new app.
         */
        post: operations["user_reset_mfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{sub}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a person out everywhere
         * @description Every session and grant of the person ends; the person can sign in again.
         */
        post: operations["user_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{sub}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock an account
         * @description The person can sign in again; what was signed out stays signed out.
         */
        post: operations["user_unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A page of the history, the latest first. */
        Activity: {
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
            results: components["schemas"]["ActivityEntry"][];
        };
        /** @description One thing that happened; what is not known is null. */
        ActivityEntry: {
            /** Format: date-time */
            at: string;
            client: components["schemas"]["ClientName"] | null;
            /** @description Browser and system in words. */
            device: string | null;
            /** @description What was signed out, where it is not `device` itself. */
            ended_device: string | null;
            /**
             * @description * `password` - password
             *     * `email_otp` - email_otp
             *     * `totp` - totp
             *     * `recovery` - recovery
             * @enum {string|null}
             */
            factor: "password" | "email_otp" | "totp" | "recovery" | null;
            ip: string | null;
            /** @description Signed in with a browser for the first time. */
            is_new_device: boolean;
            /**
             * @description * `signed_in` - signed_in
             *     * `identity_confirmed` - identity_confirmed
             *     * `signed_out` - signed_out
             *     * `account_created` - account_created
             *     * `account_changed` - account_changed
             *     * `password_reset_asked` - password_reset_asked
             *     * `password_changed` - password_changed
             *     * `password_reset` - password_reset
             *     * `account_locked` - account_locked
             *     * `account_unlocked` - account_unlocked
             *     * `signed_out_by_staff` - signed_out_by_staff
             *     * `rights_changed` - rights_changed
             *     * `groups_changed` - groups_changed
             *     * `address_verified` - address_verified
             *     * `email_changed` - email_changed
             *     * `email_change_undone` - email_change_undone
             *     * `recovery_code_used` - recovery_code_used
             *     * `email_codes_switched` - email_codes_switched
             *     * `authenticator_added` - authenticator_added
             *     * `authenticator_removed` - authenticator_removed
             *     * `two_step_reset` - two_step_reset
             *     * `recovery_codes_renewed` - recovery_codes_renewed
             *     * `deletion_asked` - deletion_asked
             *     * `deletion_cancelled` - deletion_cancelled
             *     * `data_exported` - data_exported
             *     * `sign_in_denied` - sign_in_denied
             *     * `app_connected` - app_connected
             *     * `app_disconnected` - app_disconnected
             *     * `password_wrong` - password_wrong
             *     * `code_wrong` - code_wrong
             *     * `guesses_blocked` - guesses_blocked
             *     * `app_tokens_replayed` - app_tokens_replayed
             * @enum {string}
             */
            kind: "signed_in" | "identity_confirmed" | "signed_out" | "account_created" | "account_changed" | "password_reset_asked" | "password_changed" | "password_reset" | "account_locked" | "account_unlocked" | "signed_out_by_staff" | "rights_changed" | "groups_changed" | "address_verified" | "email_changed" | "email_change_undone" | "recovery_code_used" | "email_codes_switched" | "authenticator_added" | "authenticator_removed" | "two_step_reset" | "recovery_codes_renewed" | "deletion_asked" | "deletion_cancelled" | "data_exported" | "sign_in_denied" | "app_connected" | "app_disconnected" | "password_wrong" | "code_wrong" | "guesses_blocked" | "app_tokens_replayed";
            /**
             * @description * `success` - success
             *     * `refused` - refused
             * @enum {string}
             */
            outcome: "success" | "refused";
            /** @description About where, if this deployment knows places. */
            place: string | null;
            /** @description Names the entry; an administrator finds it by this. */
            reference: string;
            /** @description Of the session that this access token came from. */
            sid_is_current: boolean;
        };
        /** @description A postal address. Spec: OpenID Connect Core §5.1.1. */
        Address: {
            country?: string | null;
            formatted?: string | null;
            locality?: string | null;
            postal_code?: string | null;
            region?: string | null;
            street_address?: string | null;
        };
        /** @description One enrolled authenticator; its secret is never shown again. */
        Authenticator: {
            /** Format: date-time */
            created_at: string;
            id: string;
            label: string;
            /** Format: date-time */
            last_used_at: string | null;
            /**
             * @description * `totp` - totp
             * @enum {string}
             */
            type: "totp";
        };
        /** @description The enrolled authenticators, oldest first. */
        AuthenticatorList: {
            results: components["schemas"]["Authenticator"][];
        };
        /** @description What people say about themselves; a member of null is removed. Spec: OpenID Connect Core §5.1. */
        Claims: {
            address?: components["schemas"]["Address"] | null;
            /** @description 1815-12-10, or the year alone. */
            birthdate?: string | null;
            family_name?: string | null;
            gender?: string | null;
            given_name?: string | null;
            middle_name?: string | null;
            nickname?: string | null;
            /** @description With its country: +4930123456. */
            phone_number?: string | null;
            /** @description A web address. */
            picture?: string | null;
            /** @description The username: unique, lower-case ASCII; null leaves it as it is. */
            preferred_username?: string | null;
            /** @description A web address. */
            profile?: string | null;
            website?: string | null;
            /** @description Such as Europe/Berlin. */
            zoneinfo?: string | null;
        };
        /** @description A client as people know it. */
        ClientName: {
            client_id: string;
            name: string;
        };
        /** @description The code from the new mailbox. */
        Code: {
            code: string;
        };
        /** @description One client with access to the account. */
        ConnectedApp: {
            /**
             * @description first_party: part of this service, which asks for no consent.
             *
             *     * `consented` - consented
             *     * `first_party` - first_party
             * @enum {string}
             */
            access: "consented" | "first_party";
            client_id: string;
            /** Format: date-time */
            connected_at: string;
            /** @description Stays connected when the person signs out. */
            is_offline: boolean;
            /** Format: date-time */
            last_used_at: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
        };
        /** @description The connected apps, the latest used first. */
        ConnectedAppList: {
            results: components["schemas"]["ConnectedApp"][];
        };
        /** @description The day on which the account goes. */
        Deletion: {
            /** Format: date-time */
            deletion_at: string;
        };
        /** @description What was ended, and what the person should do now. */
        Denied: {
            /**
             * @description Which signs out everywhere else.
             *
             *     * `change_password` - change_password
             * @enum {string}
             */
            next: "change_password";
            /** @description The sign-in was still open, or an app still connected by it. */
            session_ended: boolean;
        };
        /** @description The address to come. */
        Email: {
            email: string;
        };
        /** @description A mail is on its way to the new address; whether it holds a code only its reader knows. */
        EmailCodeSent: {
            /** Format: date-time */
            expires_at: string;
            /** @description Ask for another one no sooner. */
            retry_after_seconds: number;
        };
        /** @description Whether codes by e-mail may be used beside an authenticator app. */
        EmailCodeSwitch: {
            enabled: boolean;
        };
        /** @description How many sessions were ended. */
        Ended: {
            ended: number;
        };
        /** @description Everything kept about the person. Secrets, their digests and other people's data are not in it. */
        Export: {
            account: {
                [key: string]: unknown;
            };
            activity: {
                [key: string]: unknown;
            }[];
            authenticators: {
                [key: string]: unknown;
            }[];
            consents: {
                [key: string]: unknown;
            }[];
            /** Format: date-time */
            exported_at: string;
            /** @description Version of this form. */
            format: number;
            grants: {
                [key: string]: unknown;
            }[];
            issuer: string;
            recovery_codes_left: number;
            sessions: {
                [key: string]: unknown;
            }[];
        };
        /** @description Which second factors the person can use. */
        Factors: {
            /** @description Codes by e-mail may be used now. */
            email_code: boolean;
            /** @description The person switched codes by e-mail beside an app off. */
            email_code_off: boolean;
            /** @description The policy demands an app: the last one cannot be removed. */
            mfa_required: boolean;
            /**
             * Format: date-time
             * @description When one of these codes was last used.
             */
            recovery_code_used_at: string | null;
            recovery_codes_left: number;
            /** @description Three or fewer are left beside an app. */
            recovery_codes_low: boolean;
            /** @description The person said that the codes are kept. */
            recovery_codes_saved: boolean;
            /** @description An authenticator app is set up. */
            totp: boolean;
        };
        /** @description One person of the list. */
        FoundUser: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When the account goes, unless its owner keeps it.
             */
            deletion_at: string | null;
            email: string;
            email_verified: boolean;
            /** @description False: the account is locked. */
            is_active: boolean;
            is_admin: boolean;
            is_helpdesk: boolean;
            name: string;
            /** @description Null until the address is proved. */
            preferred_username: string | null;
            sub: string;
        };
        /** @description The claims that are known, those too that only an operator sets. */
        KnownClaims: {
            address?: components["schemas"]["Address"] | null;
            /** @description 1815-12-10, or the year alone. */
            birthdate?: string | null;
            family_name?: string | null;
            gender?: string | null;
            given_name?: string | null;
            middle_name?: string | null;
            nickname?: string | null;
            /** @description With its country: +4930123456. */
            phone_number?: string | null;
            phone_number_verified?: boolean;
            /** @description A web address. */
            picture?: string | null;
            /** @description The username: unique, lower-case ASCII; null leaves it as it is. */
            preferred_username?: string | null;
            /** @description A web address. */
            profile?: string | null;
            website?: string | null;
            /** @description Such as Europe/Berlin. */
            zoneinfo?: string | null;
        };
        /** @description The account behind the access token. */
        Me: {
            /** @description How the person was authenticated for this access token. */
            acr: string;
            /** @description What is known; null where nothing is. */
            claims: components["schemas"]["KnownClaims"];
            /**
             * Format: date-time
             * @description When the account will be deleted.
             */
            deletion_at: string | null;
            email: string;
            email_verified: boolean;
            factors: components["schemas"]["Factors"];
            is_admin: boolean;
            is_helpdesk: boolean;
            /** @description The language of mails; empty: the deployment's. */
            locale: string;
            name: string;
            sub: string;
        };
        /** @description The entry that the person knows nothing of. */
        NotMe: {
            reference: string;
        };
        /** @description The current password and the one to come. */
        Password: {
            current_password: string;
            /** @description The new one. */
            password: string;
        };
        /** @description A name that its owner gives. */
        PatchedAuthenticatorName: {
            label?: string;
        };
        /** @description What the call changes; what is not named stays. */
        PatchedProfile: {
            claims?: components["schemas"]["Claims"];
            locale?: string;
            name?: string;
        };
        /** @description A refusal. Spec: RFC 9457 §3.1. */
        Problem: {
            /** @description How many more wrong codes are free. */
            attempts_left?: number;
            /** @description Names the problem for programs. */
            code?: string;
            detail?: string;
            /** @description Messages by member of the body. */
            errors?: {
                [key: string]: string[];
            };
            /** @description Tell it to an administrator: `idp why` explains it. */
            reference?: string;
            status: number;
            /** @description What is wrong, in fixed words. */
            title: string;
            /** Format: uri */
            type?: string;
        };
        /** @description Why it is done, for the record. */
        Reason: {
            reason: string;
        };
        /** @description A new set of recovery codes, shown once. */
        RecoveryCodes: {
            codes: string[];
        };
        /** @description One thing that a client may do. */
        Scope: {
            scope: string;
            /** @description The same as a sentence for people. */
            words: string;
        };
        /** @description One live sign-in of one browser. */
        Session: {
            acr: string;
            amr: string[];
            /** @description All clients that got tokens in it, the first one first. */
            apps: components["schemas"]["ClientName"][];
            /**
             * Format: date-time
             * @description When the person was last authenticated.
             */
            auth_time: string;
            /** @description Whom the sign-in was for; null: this service's own pages. */
            client: components["schemas"]["ClientName"] | null;
            /** Format: date-time */
            created_at: string;
            /** @description The session that this access token came from. */
            current: boolean;
            /** @description Browser and system in words. */
            device: string;
            /**
             * @description The strongest proof of the sign-in.
             *
             *     * `password` - password
             *     * `email_otp` - email_otp
             *     * `totp` - totp
             *     * `recovery` - recovery
             * @enum {string|null}
             */
            factor: "password" | "email_otp" | "totp" | "recovery" | null;
            /** @description Names the session in this API; it opens nothing. */
            handle: string;
            ip: string | null;
            /** Format: date-time */
            last_seen_at: string;
            /** @description About where, if this deployment knows places. */
            place: string | null;
        };
        /** @description The live sessions, the latest seen first. */
        SessionList: {
            results: components["schemas"]["Session"][];
        };
        /** @description The first code of the app, and a name for it. */
        TotpConfirm: {
            /** @description Spaces and dashes are forgiven. */
            code: string;
            label: string;
        };
        /** @description The authenticator, and recovery codes where the person had none. */
        TotpConfirmed: {
            authenticator: components["schemas"]["Authenticator"];
            /** @description Shown once; empty if there were codes. */
            recovery_codes: string[];
        };
        /** @description An authenticator app that waits for its first code; it proves nothing yet. */
        TotpEnrolment: {
            /** Format: date-time */
            expires_at: string;
            id: string;
            otpauth_uri: string;
            /** @description An SVG element of the otpauth URI. */
            qr_svg: string;
            /** @description The key in base32, to type where the QR code cannot be scanned. */
            secret: string;
        };
        /** @description One person. */
        User: {
            apps: components["schemas"]["UserApp"][];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When the account goes, unless its owner keeps it.
             */
            deletion_at: string | null;
            email: string;
            email_verified: boolean;
            groups: string[];
            /** @description False: the account is locked. */
            is_active: boolean;
            is_admin: boolean;
            is_helpdesk: boolean;
            /** @description The account waits for its owner. */
            is_invited: boolean;
            name: string;
            /** @description Null until the address is proved. */
            preferred_username: string | null;
            recovery_codes_left: number;
            sessions: components["schemas"]["UserSession"][];
            sub: string;
        };
        /** @description An authenticator app. */
        UserApp: {
            label: string;
            /** Format: date-time */
            last_used_at: string | null;
        };
        /** @description A page of people by address. */
        UserList: {
            /** @description Where the next page begins; null on the last. */
            next: string | null;
            results: components["schemas"]["FoundUser"][];
        };
        /** @description A live sign-in of one browser. */
        UserSession: {
            acr: string;
            /** Format: date-time */
            created_at: string;
            /** @description Browser and system in words. */
            device: string;
            ip: string | null;
            /** Format: date-time */
            last_seen_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedProfile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    activity: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activity"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    activity_not_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotMe"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Denied"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    apps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectedAppList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    app_disconnect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authenticators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthenticatorList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authenticator_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authenticator_rename: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedAuthenticatorName"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    totp_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    totp_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TotpConfirm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpConfirmed"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletion_ask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletion_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Email"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailCodeSent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    email_code_switch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailCodeSwitch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    email_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    password_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recovery_codes_saved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions_revoke_others: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    users: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                /** @description In the name, beginning the address, or a sub. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sub: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_lock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sub: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_reset_mfa: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sub: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sub: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_unlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sub: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
