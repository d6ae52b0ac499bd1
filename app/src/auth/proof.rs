//! What proves again who somebody is, in the forms of their own pages: the password and, where signing in asks for one, a code; or
//! a passkey in place of both. And what `public/passkeys.js` takes of a page.

use leptos::prelude::*;

use crate::strings::two_factor as words;

/// The script, which browsers keep until it changes.
const SCRIPT: &str = concat!("/passkeys.js?v=", env!("PASSKEYS_VERSION"));

/// What a person has to prove themselves by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proofs {
    /// Whether signing in asks for a code.
    pub code: bool,
    /// Whether they have a passkey.
    pub passkeys: bool,
}

/// The inputs; their ids begin with `of`, since a page has several such forms. A passkey fills in the form, and whoever sees what it
/// does sends it.
pub(super) fn proof(of: &str, proofs: Proofs) -> AnyView {
    let input = |name: &'static str, kind: &'static str, label: &'static str, autocomplete: &'static str| {
        let id = format!("{of}-{name}");
        view! {
            <div>
                <label for=id.clone() class="mb-1 block font-medium">
                    {label}
                </label>
                <input id=id name=name type=kind autocomplete=autocomplete class="input" maxlength="1024" required />
            </div>
        }
    };
    let other = proofs.passkeys.then(|| {
        view! {
            <button
                type="button"
                class="link hidden passkeys:block"
                data-passkey="/two-factor/passkeys/proof"
                data-passkey-proof=""
            >
                {words::USE_PASSKEY}
            </button>
        }
    });
    view! {
        <div class="space-y-3" data-proof="">
            {input("password", "password", crate::strings::auth::PASSWORD, "current-password")}
            {proofs.code.then(|| input("code", "text", words::CODE, "one-time-code"))}
            {other}
        </div>
        {said()}
    }
    .into_any()
}

/// Where the script says what became of a passkey, with all that it can say.
pub(super) fn said() -> AnyView {
    view! {
        <p
            role="status"
            class="text-sm empty:hidden"
            data-passkey-said=""
            data-cancelled=words::CANCELLED
            data-known=words::KNOWN
            data-address=words::ADDRESS
            data-failed=words::FAILED
            data-proven=words::PROVEN
        ></p>
    }
    .into_any()
}

/// The script, on the pages that have a button for it.
pub(super) fn script() -> AnyView {
    view! { <script type="module" src=SCRIPT></script> }.into_any()
}

/// A form of its own that signs in with a passkey, which the server asks for at `path`.
pub(super) fn sign_in(path: &'static str, label: &'static str, next: String, offered: bool) -> AnyView {
    let begin = format!("{path}/begin");
    let offer = offered.then(|| begin.clone());
    view! {
        <form
            method="post"
            action=path
            class="hidden space-y-2 passkeys:block"
            data-passkey-offer=offer
        >
            <input type="hidden" name="next" value=next />
            <button type="button" class="btn w-full" data-passkey=begin>
                {label}
            </button>
            {said()}
        </form>
    }
    .into_any()
}
