//! The endings that words of a language usually have, in folded letters.
//!
//! They are those of nouns, of adjectives, and of verbs as they are searched for, after Snowball and the light stemmers of
//! Savoy. Snowball itself knows more of them and is more than a browser should fetch to score an article.

/// What is taken off a word of this language: of each list the first ending that fits, and then of the next list.
///
/// `ies=y` is an ending with what stands instead, and `s/bdf` one that needs one of these letters before it. An ending that
/// stands for itself stays, and ends its list.
pub(super) fn of(language: &str) -> &'static [&'static str] {
    match language {
        "ar" => &["ها ان ات ون ين يه ية ه ة ي"],
        "da" => &[
            "erendes erende hedens hederne erens erets ernes enes erne ener eres endes ende ered ene ens eren erer heder heden \
             ers ets eret hed es et er en e s/abcdfghjklmnoprtvyz",
        ],
        "de" => &["ern em en er es e n s/bdfghklmnrt", "est en er st/bdfghklmnt"],
        "el" => &[
            "ματων=μ ματοσ=μ ματα=μ μα=μ εωσ εων εισ ιων ιου ια ιο ουσ ων ου οσ οι εσ ασ ησ ισ υσ η α ο ι ε υ ω",
        ],
        "en" => &["ies=y sses=ss shes=sh ches=ch xes=x ss=ss us=us is=is s"],
        "es" => &["mente ces=z es s", "ar er ir a o e"],
        "fi" => &[
            "ssa sta lla lta lle ksi tta ien jen iin een en in an un na ta n t",
            "i e a o u",
        ],
        "fr" => &["eaux=eau aux=al x s", "euse=eu enne=en ive=if ee er ez e"],
        "hu" => &[
            "nak nek val vel ert rol bol tol nal nel hoz hez ban ben kent ba be ra re on en at et ot t n",
            "ak ok ek k ja je",
            "a e i o",
        ],
        "it" => &["chi=c che=c ghi=g ghe=g are ere ire ie ii ia io a e i o"],
        "nb" | "nn" | "no" => &[
            "hetenes hetene hetens endes heter heten ande ende ane ene edes ens ers ets het ast ane ete ert as es ar er en a e \
             s/bcdfghjlmnoprtvyz",
        ],
        "nl" => &["heden=heid ene en e", "s/bcdfghklmnpqrtvwxz"],
        "pt" => &[
            "mente oes=ao aes=ao ais=al eis=el ois=ol ns=m res=r zes=z s",
            "ar er ir a o e",
        ],
        "ro" => &["urile ului ilor elor iile=i ele ile uri lor ul ii ea ei ia le a e i u"],
        "ru" => &[
            "иями оями ениями ениях ение ении ения иям иях оях ями оям ами его ему ими ого ому ыми оев ить ать ять еть ая яя ях \
             юю ах ею их ия ию ою ую ям ых ея ам ем еи ев ии им ое ои ом ов ые ыи ми а е и о у ы я ь",
            "нн=н ь",
        ],
        "sv" => &[
            "heterna heter arnas ornas ernas andet arne arna orna erna ande aren aste arens ades are ast ade ens ern hets het ad \
             ar or er en as es at a e s/bcdfghjklmnoprtvy",
        ],
        "tr" => &[
            "dan den tan ten nin nun da de ya ye yi yu",
            "larin lerin lari leri lar ler si su",
            "a e i u",
        ],
        _ => &[],
    }
}
