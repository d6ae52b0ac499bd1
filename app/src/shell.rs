//! The HTML document around the app.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::App;

/// Sets what must be right before the first paint: dark or light, and whether the sidebar is narrow.
const FIRST_PAINT: &str = "(function(d){try{var s=localStorage,t=s.getItem('theme');\
if(t==='dark'||(t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches))d.add('dark');\
if(s.getItem('sidebar')==='narrow')d.add('narrow')}catch(e){}})(document.documentElement.classList)";

/// Asks the browser for the service worker once the page is there. Where there is none (pages without HTTPS), or it is not to be
/// had, everything works without.
const WORKER: &str = "if('serviceWorker' in navigator)addEventListener('load',function(){\
navigator.serviceWorker.register('/service-worker.js').catch(function(){})})";

/// The letters that every page has; `style/fonts.css` names it with the same version.
const FONT: &str = "/fonts/inter-latin.woff2?v=5.3.0";

/// The whole document of a page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="apple-touch-icon" href="/icons/apple-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <meta name="theme-color" content="#4353d4" />
                // Every page has Latin letters; without this, the browser would learn of the font from the style sheet.
                <link rel="preload" href=FONT r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <script nonce=use_nonce() inner_html=FIRST_PAINT></script>
                <script nonce=use_nonce() inner_html=WORKER></script>
                <HashedStylesheet options=options.clone() id="leptos" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
