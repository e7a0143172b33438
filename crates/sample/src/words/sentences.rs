//! What customers write: notes on orders and reviews, in several languages.

/// Notes on orders.
pub(crate) const NOTES_ZH: [&str; 8] = [
    "请放在门口的快递柜 📦",
    "工作日下午三点后送货",
    "麻烦包装好一点，是送人的",
    "请附一张生日贺卡：祝妈妈生日快乐！",
    "到货前打电话",
    "易碎品，轻拿轻放",
    "发票抬头请写个人",
    "和上一单一起发，谢谢 🙏",
];

/// Notes on orders.
pub(crate) const NOTES_EN: [&str; 8] = [
    "Please ring twice, the bell is quiet.",
    "Leave it with the neighbour at no. 7",
    "It's a gift: no invoice in the box, please 🎁",
    "Deliver after 5 pm",
    "Fragile!",
    "Combine with my other order if you can",
    "Don't leave in the rain ☔",
    "Happy birthday, Grandpa! (card, please)",
];

/// Titles by stars, one to five.
pub(crate) const TITLES_ZH: [&[&str]; 5] = [
    &["太失望了", "不推荐", "质量差"],
    &["不太满意", "与描述不符", "一般偏下"],
    &["中规中矩", "还行", "一分钱一分货"],
    &["不错", "挺满意", "值得买"],
    &["非常喜欢", "超出预期", "强烈推荐", "回购第三次了"],
];

/// Titles by stars, one to five.
pub(crate) const TITLES_EN: [&[&str]; 5] = [
    &["Very disappointed", "Broke within a week", "Not as shown"],
    &["Below expectations", "Meh", "Could be better"],
    &["It's okay", "Does the job", "Average"],
    &["Good", "Happy with it", "Solid choice"],
    &["Love it!", "Better than expected", "Perfect gift", "Would buy again"],
];

/// What a review says of the thing, by stars.
pub(crate) const BODIES_ZH: [&[&str]; 5] = [
    &["收到时已经碎了，客服两天才回复。", "用了三天就坏了。", "颜色和图片完全不一样 😡"],
    &["做工有点粗糙。", "味道比想象的重，放了一周才散。", "尺寸偏小，建议买大一号。"],
    &["没有特别惊喜，也没有大问题。", "日常用够了。", "价格再低一点就好了。"],
    &["质感很好，细节处理到位。", "家里人都说好看。", "用了一个月，没有问题 👍"],
    &[
        "比实体店便宜，质量一样好！",
        "送给父母，他们爱不释手 ❤️",
        "釉色温润，真的很漂亮。",
        "孩子每天都要玩 🐼",
    ],
];

/// What a review says of the thing, by stars.
pub(crate) const BODIES_EN: [&[&str]; 5] = [
    &[
        "Arrived broken and it took days to get an answer.",
        "Stopped working after three days.",
        "The colour isn't what I ordered 😡",
    ],
    &[
        "The finish is rough.",
        "Smaller than the pictures suggest.",
        "There's a smell that took a week to go.",
    ],
    &["Nothing special, nothing wrong.", "Fine for everyday use.", "I'd buy it at a lower price."],
    &["Nicely made, good details.", "My family likes it too.", "A month in and no complaints 👍"],
    &[
        "Same quality as in the shop, for less!",
        "My parents adore it ❤️",
        "The glaze is beautiful.",
        "The kids won't put it down 🐼",
    ],
];

/// What a review says of the delivery.
pub(crate) const DELIVERY_ZH: [&str; 5] = [
    "物流很快，第二天就到了。",
    "包装严实。",
    "快递小哥态度很好。",
    "物流慢了点。",
    "盒子压扁了，好在东西没事。",
];

/// What a review says of the delivery.
pub(crate) const DELIVERY_EN: [&str; 5] = [
    "Delivery was quick.",
    "Well packed.",
    "The courier was kind enough to wait.",
    "Delivery took its time.",
    "The box was crushed, the contents were fine.",
];

/// Short reviews in other languages: language, at least so many stars, text.
pub(crate) const OTHERS: [(&str, u32, &str); 14] = [
    ("de", 4, "Schöne Qualität, gerne wieder. Größe passt."),
    ("de", 1, "Leider beschädigt angekommen – schade!"),
    ("fr", 4, "Très joli, livré à l’heure. Ça vaut le coup !"),
    ("fr", 1, "Déçue : la couleur n’est pas la même…"),
    ("es", 4, "¡Precioso! Mi señora está encantada."),
    ("es", 1, "Llegó roto. ¿Y ahora qué?"),
    ("ja", 4, "とても気に入りました。また買います😊"),
    ("ja", 1, "写真と色が違いました。残念です。"),
    ("ko", 4, "배송도 빠르고 품질이 아주 좋아요 👍"),
    ("ru", 4, "Очень доволен покупкой, спасибо!"),
    ("hi", 4, "बहुत अच्छा है, धन्यवाद 🙏"),
    ("ar", 4, "منتج رائع وجودة ممتازة"),
    ("pt", 4, "Adorei! A embalagem também é linda."),
    ("vi", 4, "Sản phẩm đẹp, giao hàng nhanh ❤️"),
];
