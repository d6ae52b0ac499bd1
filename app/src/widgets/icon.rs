//! Drawings, as inline SVG that assistive technology passes over: icons, and the product's mark.

use icondata_core::IconData;
use igny8::page::Icon;
use leptos::prelude::*;

use crate::strings;

/// The drawing of an icon that declarations name.
pub fn drawing(icon: Icon) -> &'static IconData {
    match icon {
        Icon::Activity => icondata_lu::LuActivity,
        Icon::Approve => icondata_lu::LuBadgeCheck,
        Icon::Apps => icondata_lu::LuBlocks,
        Icon::Bell => icondata_lu::LuBell,
        Icon::BellRing => icondata_lu::LuBellRing,
        Icon::Billing => icondata_lu::LuCoins,
        Icon::Cancel => icondata_lu::LuCircleX,
        Icon::Clock => icondata_lu::LuCalendarClock,
        Icon::Clusters => icondata_lu::LuBoxes,
        Icon::Comments => icondata_lu::LuMessageCircle,
        Icon::Content => icondata_lu::LuFileText,
        Icon::Copy => icondata_lu::LuCopy,
        Icon::Corrections => icondata_lu::LuReplace,
        Icon::Delete => icondata_lu::LuTrash2,
        Icon::Deliveries => icondata_lu::LuSend,
        Icon::Device => icondata_lu::LuMonitor,
        Icon::Edit => icondata_lu::LuPencil,
        Icon::Export => icondata_lu::LuDownload,
        Icon::History => icondata_lu::LuHistory,
        Icon::Home => icondata_lu::LuHouse,
        Icon::Ideas => icondata_lu::LuLightbulb,
        Icon::Images => icondata_lu::LuImage,
        Icon::Import => icondata_lu::LuUpload,
        Icon::Insert => icondata_lu::LuImagePlus,
        Icon::Integrations => icondata_lu::LuPlug,
        Icon::Keywords => icondata_lu::LuKeyRound,
        Icon::Log => icondata_lu::LuScrollText,
        Icon::Merge => icondata_lu::LuMerge,
        Icon::Monitoring => icondata_lu::LuChartLine,
        Icon::Move => icondata_lu::LuFolderInput,
        Icon::People => icondata_lu::LuUsers,
        Icon::Person => icondata_lu::LuUser,
        Icon::Pin => icondata_lu::LuPin,
        Icon::Plan => icondata_lu::LuCreditCard,
        Icon::Planner => icondata_lu::LuCompass,
        Icon::Plus => icondata_lu::LuPlus,
        Icon::Price => icondata_lu::LuTags,
        Icon::Prompts => icondata_lu::LuMessageSquareText,
        Icon::Receipt => icondata_lu::LuReceipt,
        Icon::Restore => icondata_lu::LuArchiveRestore,
        Icon::Retry => icondata_lu::LuRotateCw,
        Icon::Sectors => icondata_lu::LuLayers,
        Icon::Security => icondata_lu::LuShieldCheck,
        Icon::Settings => icondata_lu::LuSettings,
        Icon::Sites => icondata_lu::LuGlobe,
        Icon::Sparkles => icondata_lu::LuSparkles,
        Icon::Spending => icondata_lu::LuWallet,
        Icon::Split => icondata_lu::LuSplit,
        Icon::Status => icondata_lu::LuHeartPulse,
        Icon::Tasks => icondata_lu::LuListTodo,
        Icon::Terminal => icondata_lu::LuSquareTerminal,
        Icon::Token => icondata_lu::LuKeySquare,
        Icon::Unpin => icondata_lu::LuPinOff,
        Icon::Usage => icondata_lu::LuGauge,
        Icon::Versions => icondata_lu::LuFileClock,
        Icon::Webhook => icondata_lu::LuWebhook,
        Icon::Writer => icondata_lu::LuPenLine,
    }
}

/// One icon; the words beside it or the label of its button say what it means.
#[component]
pub fn IconView(
    /// The drawing, such as `icondata_lu::LuX` or [`drawing`] of a declared icon.
    icon: &'static IconData,
    /// Size and colour.
    #[prop(default = "size-4 shrink-0")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg
            class=class
            viewBox=icon.view_box.unwrap_or("0 0 24 24")
            fill=icon.fill.unwrap_or("none")
            stroke=icon.stroke.unwrap_or("currentColor")
            stroke-width=icon.stroke_width.unwrap_or("2")
            stroke-linecap=icon.stroke_linecap.unwrap_or("round")
            stroke-linejoin=icon.stroke_linejoin.unwrap_or("round")
            aria-hidden="true"
            focusable="false"
            inner_html=icon.data
        ></svg>
    }
}

/// The product's mark with its name beside it.
#[component]
pub fn Brand(
    /// The class of the name, such as one that hides it.
    #[prop(default = "text-lg font-bold tracking-tight")]
    name: &'static str,
) -> impl IntoView {
    view! {
        <span class="flex items-center gap-2.5">
            <svg class="size-7 shrink-0" viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="8" class="fill-brand"></rect>
                <path d="M9 9h4v14H9zM17 9h6v4h-2v10h-4z" fill="#fff"></path>
            </svg>
            <span class=name>{strings::common::PRODUCT}</span>
        </span>
    }
}
