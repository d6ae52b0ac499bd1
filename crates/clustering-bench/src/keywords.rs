//! A list of as many distinct keywords as somebody likes, in the shape of those that shops collect.
//!
//! One of 150 products, three times of four with one or two of 40 qualities before it, and one of 40 things that are asked of it
//! ("best …", "… reviews", "how to clean …"), three times of ten with one of 60 places behind. The products' frequencies follow
//! Zipf's law.

use std::collections::BTreeSet;

use super::random::Random;

const QUALITIES: &str = "black,white,red,blue,green,grey,small,large,tall,narrow,cheap,used,new,modern,vintage,rustic,luxury,\
    leather,wooden,steel,plastic,glass,ceramic,cotton,portable,foldable,adjustable,cordless,electric,waterproof,heavy duty,\
    lightweight,professional,outdoor,indoor,kids,mens,womens,organic,custom";
const PRODUCTS: &str = "running shoes,hiking boots,rain jacket,wool sweater,linen shirt,yoga pants,swim trunks,straw hat,\
    travel backpack,laptop bag,suitcase,wallet,engagement ring,pearl necklace,smart watch,bluetooth speaker,headphones,\
    keyboard,gaming mouse,monitor,standing desk,office chair,desk lamp,laser printer,hard drive,graphics card,phone case,\
    power bank,wifi router,security camera,video doorbell,thermostat,robot vacuum,air purifier,humidifier,space heater,\
    ceiling fan,air fryer,slow cooker,stand mixer,blender,juicer,espresso machine,coffee grinder,french press,kettle,toaster,\
    rice cooker,bread maker,skillet,chef knife,cutting board,dutch oven,wine glasses,water bottle,lunch box,dish rack,\
    trash can,shower curtain,bath towels,bath mat,toilet seat,mattress,weighted blanket,comforter,bed sheets,body pillow,\
    bunk bed,nightstand,bookshelf,coffee table,sectional sofa,recliner,dining table,bar stools,tv stand,area rug,curtains,\
    picture frames,floor mirror,string lights,scented candles,christmas tree,lawn mower,leaf blower,chainsaw,pressure washer,\
    garden hose,garden bed,compost bin,plant pots,grow lights,bird feeder,patio umbrella,fire pit,gas grill,camping tent,\
    sleeping bag,camping stove,headlamp,cooler,fishing rod,kayak,life jacket,surfboard,skateboard,mountain bike,bike helmet,\
    treadmill,rowing machine,dumbbells,yoga mat,foam roller,jump rope,protein powder,toothbrush,beard trimmer,hair dryer,\
    curling iron,sunscreen,lip balm,perfume,first aid kit,thermometer,knee brace,reading glasses,baby monitor,car seat,\
    stroller,high chair,dog food,dog bed,cat litter,dog crate,aquarium,acoustic guitar,digital piano,microphone,camera tripod,\
    drone,telescope,binoculars,sewing machine,board games,jigsaw puzzle,trampoline,hot tub,basketball hoop,golf clubs,\
    ski goggles,snowboard,tennis racket";
const ASKED: &str = "{},best {},cheap {},{} reviews,buy {},{} sale,{} price,how much does {} cost,{} near me,{} for sale,\
    top rated {},{} for beginners,{} comparison,how to choose {},{} buying guide,{} brands,{} deals,where to buy {},{} coupon,\
    {} accessories,{} replacement parts,{} gift ideas,is {} worth it,{} alternatives,{} warranty,{} size guide,{} rental,\
    how to clean {},how to repair {},how to store {},{} cleaning,{} repair,{} assembly,{} dimensions,{} for small spaces,\
    {} for seniors,second hand {},{} free shipping,diy {},{} recycling";
const PLACES: &str = "dallas,houston,austin,chicago,boston,denver,seattle,portland,phoenix,miami,tampa,orlando,atlanta,\
    nashville,charlotte,new york,brooklyn,philadelphia,san diego,los angeles,san francisco,las vegas,detroit,columbus,\
    cleveland,minneapolis,kansas city,st louis,new orleans,salt lake city,london,manchester,leeds,bristol,glasgow,edinburgh,\
    cardiff,belfast,dublin,cork,toronto,montreal,vancouver,calgary,ottawa,sydney,melbourne,brisbane,perth,adelaide,auckland,\
    wellington,cape town,durban,singapore,mumbai,delhi,bangalore,chennai,pune";

/// The same list for each length, in the alphabet's order.
pub fn keywords(count: usize) -> Vec<String> {
    let list = |words: &'static str| -> Vec<&'static str> { words.split(',').map(str::trim).collect() };
    let (qualities, products, asked, places) = (list(QUALITIES), list(PRODUCTS), list(ASKED), list(PLACES));
    let mut ends: Vec<f64> = Vec::new();
    for rank in (1_u32..).take(products.len()) {
        ends.push(ends.last().unwrap_or(&0.0) + 1.0 / f64::from(rank));
    }
    let whole = ends.last().copied().unwrap_or_default();
    let mut random = Random(2);
    let mut all = BTreeSet::new();
    while all.len() < count {
        let at = random.share() * whole;
        let place = ends.partition_point(|end| *end <= at).min(products.len() - 1);
        let mut words: Vec<&str> = Vec::new();
        match random.number() % 4 {
            0 => {}
            3 => words.extend([random.of(&qualities), random.of(&qualities)]),
            _ => words.push(random.of(&qualities)),
        }
        words.push(products[place]);
        let mut keyword = random.of(&asked).replace("{}", &words.join(" "));
        if random.number() % 10 < 3 {
            keyword.push(' ');
            keyword.push_str(random.of(&places));
        }
        all.insert(keyword);
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_are_distinct_and_the_same_each_time() {
        let made = super::keywords(5_000);
        assert!(made.len() == 5_000 && made.is_sorted());
        assert_eq!(made, super::keywords(5_000));
    }
}
