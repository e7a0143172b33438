//! Places: real cities with made-up streets and house numbers.

/// A city: name, region, country, latitude and longitude in hundredths of a degree.
pub(crate) type City = (&'static str, &'static str, &'static str, i64, i64);

/// Cities of China with how many customers live there.
pub(crate) const CHINESE_CITIES: [(u32, City); 20] = [
    (14, ("上海", "上海市", "CN", 3123, 12147)),
    (13, ("北京", "北京市", "CN", 3990, 11641)),
    (11, ("深圳", "广东省", "CN", 2254, 11406)),
    (11, ("广州", "广东省", "CN", 2313, 11326)),
    (10, ("杭州", "浙江省", "CN", 3027, 12016)),
    (10, ("成都", "四川省", "CN", 3057, 10407)),
    (6, ("重庆", "重庆市", "CN", 2956, 10655)),
    (6, ("武汉", "湖北省", "CN", 3059, 11431)),
    (6, ("南京", "江苏省", "CN", 3206, 11880)),
    (5, ("苏州", "江苏省", "CN", 3130, 12059)),
    (5, ("西安", "陕西省", "CN", 3434, 10894)),
    (4, ("长沙", "湖南省", "CN", 2823, 11294)),
    (3, ("青岛", "山东省", "CN", 3607, 12038)),
    (3, ("厦门", "福建省", "CN", 2448, 11809)),
    (3, ("昆明", "云南省", "CN", 2504, 10272)),
    (2, ("哈尔滨", "黑龙江省", "CN", 4580, 12653)),
    (2, ("乌鲁木齐", "新疆维吾尔自治区", "CN", 4383, 8762)),
    (2, ("拉萨", "西藏自治区", "CN", 2965, 9117)),
    (1, ("三亚", "海南省", "CN", 1825, 10951)),
    (1, ("景德镇", "江西省", "CN", 2927, 11718)),
];

/// Cities elsewhere.
pub(crate) const CITIES: [City; 42] = [
    ("Portland", "Oregon", "US", 4552, -12268),
    ("Chicago", "Illinois", "US", 4188, -8763),
    ("New York", "New York", "US", 4071, -7401),
    ("London", "", "GB", 5151, -13),
    ("Edinburgh", "Scotland", "GB", 5595, -319),
    ("Toronto", "Ontario", "CA", 4365, -7938),
    ("Montréal", "Québec", "CA", 4550, -7357),
    ("Melbourne", "Victoria", "AU", -3781, 14496),
    ("Wellington", "", "NZ", -4129, 17478),
    ("Galway", "", "IE", 5327, -906),
    ("Berlin", "", "DE", 5252, 1341),
    ("München", "Bayern", "DE", 4814, 1158),
    ("Köln", "Nordrhein-Westfalen", "DE", 5094, 696),
    ("Wien", "", "AT", 4821, 1637),
    ("Zürich", "", "CH", 4738, 854),
    ("Paris", "Île-de-France", "FR", 4886, 235),
    ("Besançon", "Doubs", "FR", 4724, 602),
    ("Liège", "", "BE", 5063, 557),
    ("Madrid", "", "ES", 4042, -370),
    ("A Coruña", "Galicia", "ES", 4336, -841),
    ("Mérida", "Yucatán", "MX", 2097, -8962),
    ("Córdoba", "", "AR", -3142, -6418),
    ("東京", "", "JP", 3568, 13969),
    ("京都", "", "JP", 3501, 13577),
    ("札幌", "北海道", "JP", 4306, 14135),
    ("서울", "", "KR", 3757, 12698),
    ("부산", "", "KR", 3518, 12908),
    ("Алматы", "", "KZ", 4324, 7689),
    ("Тбилиси", "", "GE", 4172, 4478),
    ("Ереван", "", "AM", 4018, 4451),
    ("Pune", "Maharashtra", "IN", 1852, 7386),
    ("Chennai", "Tamil Nadu", "IN", 1308, 8027),
    ("دبي", "", "AE", 2520, 5527),
    ("الإسكندرية", "", "EG", 3120, 2992),
    ("Fès", "", "MA", 3403, -500),
    ("Porto", "", "PT", 4115, -861),
    ("São Paulo", "SP", "BR", -2355, -4663),
    ("Đà Nẵng", "", "VN", 1605, 10820),
    ("Reykjavík", "", "IS", 6415, -2194),
    ("Aarhus", "", "DK", 5616, 1020),
    ("Tromsø", "", "NO", 6965, 1896),
    ("Rotterdam", "", "NL", 5192, 448),
];

/// Streets that many cities have.
pub(crate) const CHINESE_STREETS: [&str; 12] = [
    "人民路",
    "中山路",
    "解放路",
    "建设大道",
    "滨江路",
    "湖滨南路",
    "桂花巷",
    "柳荫街",
    "清水堰路",
    "学府路",
    "春风路",
    "老城根胡同",
];

/// Streets elsewhere.
pub(crate) const STREETS: [&str; 14] = [
    "Mill Lane",
    "Harbour Street",
    "Weir Road",
    "Lindenstraße",
    "Am Wehr",
    "Rue des Écluses",
    "Rue du Moulin",
    "Calle del Río",
    "Canal Row",
    "Station Road",
    "Paseo de la Presa",
    "Rua do Açude",
    "Bridge Street",
    "Quai aux Briques",
];

/// Where goods lie: code, English and Chinese name, kind, city, country, its opening day.
pub(crate) const SITES: [(&str, &str, &str, &str, &str, &str, &str); 6] = [
    ("HGH", "Hangzhou Warehouse", "杭州仓", "warehouse", "杭州", "CN", "2019-03-11"),
    ("CTU", "Chengdu Warehouse", "成都仓", "warehouse", "成都", "CN", "2021-06-21"),
    ("CAN", "Guangzhou Warehouse", "广州仓", "warehouse", "广州", "CN", "2020-09-01"),
    ("RTM", "Rotterdam Warehouse", "鹿特丹仓", "warehouse", "Rotterdam", "NL", "2022-04-04"),
    ("SHA", "Shanghai Shop", "上海门店", "store", "上海", "CN", "2018-05-18"),
    ("BER", "Berlin Shop", "柏林门店", "store", "Berlin", "DE", "2023-02-25"),
];
