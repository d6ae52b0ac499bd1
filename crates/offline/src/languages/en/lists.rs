//! Steps, items and criteria of English sections.

use crate::languages::Phrases;

/// In the order in which they make sense.
pub(super) const STEPS: Phrases = &[
    "Write down in one sentence what you want from {k}.",
    "List what you already have and what is missing.",
    "Note your limits: time, money, space and skills.",
    "Gather three sources and mark where they disagree.",
    "Choose the criteria that matter and put them in order.",
    "Rule out every option that fails the first criterion.",
    "Compare what is left side by side, with the same yardstick.",
    "Test the favourite on a small scale.",
    "Ask someone with experience to look over your plan.",
    "Prepare everything that the first attempt needs.",
    "Carry out the first step and note how long it took.",
    "Check the result against the sentence you began with.",
    "Correct one thing at a time and check again.",
    "Record what worked, so that you can repeat it.",
    "Decide who looks after it from now on.",
    "Set a date on which you will look at it again.",
    "Remove what turned out not to be needed.",
    "Share what you learned with the people concerned.",
    "Look for the part that cost the most effort and simplify it.",
    "Plan the next improvement while memories are fresh.",
];

/// Each stands on its own.
pub(super) const ITEMS: Phrases = &[
    "Purpose: what should be different once you have decided about {k}?",
    "Budget: what may it cost at the start, and what in each year after that?",
    "Time: how much of it can you give, and when?",
    "Skills: what can you do yourself, and where do you need help?",
    "Risk: what is the worst outcome, and could you live with it?",
    "Proof: which statement would you want to see confirmed first?",
    "Fit: does it suit the way you live or work today?",
    "Exit: how do you change course if it turns out to be wrong?",
    "Sources: who says so, and what do they gain from it?",
    "Terms: do all sides mean the same by the words they use?",
    "Upkeep: who takes care of it after the first month?",
    "Quality: by what would you recognise good work?",
    "Scope: what is included, and what costs extra?",
    "Timing: is there a reason to act now and not later?",
    "Alternatives: what would you do if this option did not exist?",
    "Consent: who else has to agree before you go ahead?",
    "Space: where will it be kept, used or installed?",
    "Support: whom can you call when something goes wrong?",
    "Rules: which permits, standards or contracts apply?",
    "Growth: will it still be enough when your needs increase?",
    "Habit: what will you have to do differently every day?",
    "Trial: how could you test {k} before you commit yourself?",
    "Record: where do you keep what you find out?",
    "Review: when will you look at the result again?",
];

/// What to compare and why.
pub(super) const CRITERIA: &[(&str, &str)] = &[
    (
        "Purpose",
        "Shows whether an option was made for your need or for another",
    ),
    ("Total cost", "Includes what comes after the purchase"),
    ("Effort", "Counts the hours that no price tag mentions"),
    ("Quality", "Decides how long the result will satisfy you"),
    ("Risk", "Says what happens if things go wrong"),
    ("Flexibility", "Matters when your needs change"),
    ("Support", "Helps when you cannot go on alone"),
    ("Availability", "An option that you cannot get is none"),
];
