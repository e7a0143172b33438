//! What the shop sells: eight departments with three shelves each, four articles a shelf, five makes an article.

/// A department: its slug, its names, its shelves.
pub(crate) struct Department {
    pub(crate) slug: &'static str,
    pub(crate) name: (&'static str, &'static str),
    pub(crate) season: Season,
    pub(crate) shelves: [Shelf; 3],
}

/// When a department sells best, as percent of its mean, January first.
pub(crate) type Season = [u32; 12];

/// A shelf: four articles with their price in whole yuan, five makes.
pub(crate) struct Shelf {
    pub(crate) slug: &'static str,
    pub(crate) name: (&'static str, &'static str),
    pub(crate) articles: [Article; 4],
    pub(crate) makes: [(&'static str, &'static str); 5],
}

/// An article: English name, Chinese name, price in yuan, weight in grams.
pub(crate) type Article = (&'static str, &'static str, i64, u32);

/// Brands, none of which exists.
pub(crate) const BRANDS: [&str; 7] =
    ["Weirside", "Heron & Reed", "浅水湾坊", "Sluice", "Millpond", "北岸", "Otter's Den"];

/// Colours as attributes name them.
pub(crate) const COLOURS: [&str; 10] =
    ["ivory", "charcoal", "indigo", "moss", "terracotta", "月白", "sand", "vermilion", "石青", "natural"];

/// Where things are made.
pub(crate) const ORIGINS: [&str; 8] =
    ["Jingdezhen", "Hangzhou", "Chengdu", "Foshan", "Kyoto", "Porto", "Leipzig", "Chiang Mai"];

/// Labels that people put on goods.
pub(crate) const TAGS: [&str; 10] =
    ["handmade", "gift", "new", "bestseller", "limited", "eco", "环保", "手工", "travel", "clearance"];

const EVEN: Season = [100; 12];
const SPRING: Season = [90, 90, 130, 150, 120, 100, 80, 80, 90, 95, 100, 120];
const SUMMER: Season = [60, 65, 95, 120, 140, 150, 145, 135, 110, 90, 60, 55];
const WINTER: Season = [135, 120, 100, 80, 70, 60, 60, 65, 90, 120, 150, 150];
const GIFTS: Season = [110, 90, 80, 80, 90, 110, 80, 80, 95, 95, 140, 175];

/// The departments.
pub(crate) const DEPARTMENTS: [Department; 8] = [
    Department {
        slug: "tea",
        name: ("Tea", "茶"),
        season: SPRING,
        shelves: [
            Shelf {
                slug: "green-tea",
                name: ("Green & White Tea", "绿茶与白茶"),
                articles: [
                    ("Longjing", "龙井", 168, 100),
                    ("White Peony", "白牡丹", 138, 80),
                    ("Mao Feng", "毛峰", 98, 100),
                    ("Jasmine Pearls", "茉莉龙珠", 88, 100),
                ],
                makes: [
                    ("First Harvest", "明前"),
                    ("Organic", "有机"),
                    ("High Mountain", "高山"),
                    ("Everyday", "口粮"),
                    ("Gift Box", "礼盒装"),
                ],
            },
            Shelf {
                slug: "dark-tea",
                name: ("Oolong & Black Tea", "乌龙与红茶"),
                articles: [
                    ("Tieguanyin", "铁观音", 128, 125),
                    ("Da Hong Pao", "大红袍", 208, 100),
                    ("Keemun", "祁门红茶", 118, 100),
                    ("Ripe Pu'er", "熟普洱", 158, 357),
                ],
                makes: [
                    ("Charcoal-Roasted", "炭焙"),
                    ("Old Tree", "老树"),
                    ("Aged", "陈年"),
                    ("Everyday", "口粮"),
                    ("Gift Box", "礼盒装"),
                ],
            },
            Shelf {
                slug: "teaware",
                name: ("Teaware", "茶具"),
                articles: [
                    ("Teapot", "茶壶", 189, 420),
                    ("Gaiwan", "盖碗", 89, 210),
                    ("Tea Cup", "茶杯", 39, 120),
                    ("Tea Tray", "茶盘", 259, 1900),
                ],
                makes: [
                    ("Celadon", "青瓷"),
                    ("Blue-and-White", "青花"),
                    ("Stoneware", "粗陶"),
                    ("Rosewood", "花梨木"),
                    ("Glass", "玻璃"),
                ],
            },
        ],
    },
    Department {
        slug: "kitchen",
        name: ("Kitchen", "厨房"),
        season: GIFTS,
        shelves: [
            Shelf {
                slug: "cookware",
                name: ("Cookware", "锅具"),
                articles: [
                    ("Wok", "炒锅", 239, 1800),
                    ("Soup Pot", "汤锅", 299, 2600),
                    ("Steamer", "蒸锅", 179, 1500),
                    ("Frying Pan", "平底锅", 199, 1300),
                ],
                makes: [
                    ("Cast-Iron", "铸铁"),
                    ("Stainless-Steel", "不锈钢"),
                    ("Enamelled", "珐琅"),
                    ("Carbon-Steel", "碳钢"),
                    ("Copper", "铜制"),
                ],
            },
            Shelf {
                slug: "tableware",
                name: ("Tableware", "餐具"),
                articles: [
                    ("Rice Bowl", "饭碗", 29, 240),
                    ("Serving Plate", "餐盘", 59, 520),
                    ("Chopsticks (five pairs)", "筷子(五双)", 45, 130),
                    ("Soup Spoon", "汤勺", 19, 70),
                ],
                makes: [
                    ("Porcelain", "白瓷"),
                    ("Lacquer", "漆器"),
                    ("Bamboo", "竹制"),
                    ("Hand-Painted", "手绘"),
                    ("Festival", "节庆款"),
                ],
            },
            Shelf {
                slug: "storage",
                name: ("Storage", "收纳"),
                articles: [
                    ("Spice Jar", "调料罐", 25, 180),
                    ("Lunch Box", "饭盒", 79, 380),
                    ("Rice Bin", "米桶", 139, 1600),
                    ("Water Bottle", "水壶", 69, 290),
                ],
                makes: [
                    ("Glass", "玻璃"),
                    ("Stainless-Steel", "不锈钢"),
                    ("Bamboo-Lidded", "竹盖"),
                    ("Vacuum", "真空"),
                    ("Stackable", "可叠放"),
                ],
            },
        ],
    },
    Department {
        slug: "home",
        name: ("Home", "家居"),
        season: WINTER,
        shelves: [
            Shelf {
                slug: "bedding",
                name: ("Bedding", "床品"),
                articles: [
                    ("Duvet Cover", "被套", 269, 1400),
                    ("Pillow", "枕头", 129, 900),
                    ("Throw Blanket", "盖毯", 159, 800),
                    ("Fitted Sheet", "床笠", 149, 700),
                ],
                makes: [
                    ("Linen", "亚麻"),
                    ("Washed-Cotton", "水洗棉"),
                    ("Silk", "真丝"),
                    ("Wool", "羊毛"),
                    ("Bamboo-Fibre", "竹纤维"),
                ],
            },
            Shelf {
                slug: "lighting",
                name: ("Lighting", "灯具"),
                articles: [
                    ("Desk Lamp", "台灯", 189, 1100),
                    ("Floor Lamp", "落地灯", 459, 4800),
                    ("Lantern", "灯笼", 79, 350),
                    ("Night Light", "小夜灯", 49, 160),
                ],
                makes: [
                    ("Paper", "纸艺"),
                    ("Rattan", "藤编"),
                    ("Brass", "黄铜"),
                    ("Walnut", "胡桃木"),
                    ("Frosted", "磨砂"),
                ],
            },
            Shelf {
                slug: "furniture",
                name: ("Small Furniture", "小家具"),
                articles: [
                    ("Stool", "凳子", 169, 3200),
                    ("Side Table", "边几", 329, 6800),
                    ("Bookshelf", "书架", 699, 18_500),
                    ("Folding Chair", "折叠椅", 239, 3900),
                ],
                makes: [
                    ("Ash", "白蜡木"),
                    ("Walnut", "胡桃木"),
                    ("Bamboo", "竹制"),
                    ("Steel", "钢制"),
                    ("Reclaimed-Pine", "旧松木"),
                ],
            },
        ],
    },
    Department {
        slug: "stationery",
        name: ("Stationery", "文具"),
        season: [100, 95, 100, 90, 90, 95, 100, 130, 135, 95, 90, 95],
        shelves: [
            Shelf {
                slug: "notebooks",
                name: ("Notebooks", "本册"),
                articles: [
                    ("Notebook A5", "A5 笔记本", 36, 260),
                    ("Pocket Notebook", "口袋本", 22, 110),
                    ("Sketchbook", "素描本", 58, 540),
                    ("Year Planner", "年度手账", 88, 480),
                ],
                makes: [
                    ("Dotted", "点阵"),
                    ("Ruled", "横线"),
                    ("Thread-Bound", "线装"),
                    ("Cloth-Bound", "布面"),
                    ("Recycled", "再生纸"),
                ],
            },
            Shelf {
                slug: "writing",
                name: ("Writing", "书写"),
                articles: [
                    ("Fountain Pen", "钢笔", 148, 60),
                    ("Bottle of Ink", "瓶装墨水", 46, 150),
                    ("Brush Pen", "秀丽笔", 18, 30),
                    ("Pencil Set", "铅笔套装", 32, 120),
                ],
                makes: [
                    ("Classic", "经典"),
                    ("Student", "学生款"),
                    ("Brass", "黄铜"),
                    ("Midnight", "午夜蓝"),
                    ("Autumn", "秋叶棕"),
                ],
            },
            Shelf {
                slug: "calligraphy",
                name: ("Calligraphy", "书法"),
                articles: [
                    ("Ink Stone", "砚台", 268, 1200),
                    ("Xuan Paper (100 sheets)", "宣纸(一百张)", 68, 700),
                    ("Writing Brush", "毛笔", 56, 50),
                    ("Seal Stone", "印章石", 98, 180),
                ],
                makes: [
                    ("Beginner's", "初学"),
                    ("Scholar's", "文人"),
                    ("Master's", "大师"),
                    ("Travel", "便携"),
                    ("Collector's", "收藏"),
                ],
            },
        ],
    },
    Department {
        slug: "outdoor",
        name: ("Outdoor", "户外"),
        season: SUMMER,
        shelves: [
            Shelf {
                slug: "camping",
                name: ("Camping", "露营"),
                articles: [
                    ("Tent", "帐篷", 599, 3400),
                    ("Sleeping Bag", "睡袋", 329, 1500),
                    ("Camp Stove", "露营炉", 159, 620),
                    ("Hammock", "吊床", 119, 780),
                ],
                makes: [
                    ("Ultralight", "超轻"),
                    ("Family", "家庭款"),
                    ("Four-Season", "四季"),
                    ("Starter", "入门"),
                    ("Waterproof", "防水"),
                ],
            },
            Shelf {
                slug: "cycling",
                name: ("Cycling", "骑行"),
                articles: [
                    ("Helmet", "头盔", 199, 310),
                    ("Bicycle Bell", "车铃", 29, 90),
                    ("Pannier", "驮包", 229, 900),
                    ("Rain Cape", "雨披", 89, 360),
                ],
                makes: [
                    ("City", "城市"),
                    ("Reflective", "反光"),
                    ("Touring", "长途"),
                    ("Junior", "少年"),
                    ("Retro", "复古"),
                ],
            },
            Shelf {
                slug: "garden",
                name: ("Garden", "园艺"),
                articles: [
                    ("Planter", "花盆", 69, 1700),
                    ("Pruning Shears", "修枝剪", 79, 240),
                    ("Watering Can", "浇水壶", 59, 520),
                    ("Seed Kit", "种子套装", 35, 90),
                ],
                makes: [
                    ("Terracotta", "红陶"),
                    ("Zinc", "镀锌"),
                    ("Balcony", "阳台"),
                    ("Heirloom", "传统"),
                    ("Compact", "迷你"),
                ],
            },
        ],
    },
    Department {
        slug: "clothing",
        name: ("Clothing", "服饰"),
        season: WINTER,
        shelves: [
            Shelf {
                slug: "tops",
                name: ("Tops", "上衣"),
                articles: [
                    ("T-Shirt", "T恤", 79, 180),
                    ("Shirt", "衬衫", 169, 240),
                    ("Cardigan", "开衫", 259, 420),
                    ("Jacket", "外套", 399, 780),
                ],
                makes: [
                    ("Cotton", "纯棉"),
                    ("Linen", "亚麻"),
                    ("Merino", "美利奴"),
                    ("Indigo", "靛蓝"),
                    ("Relaxed", "宽松"),
                ],
            },
            Shelf {
                slug: "accessories",
                name: ("Accessories", "配饰"),
                articles: [
                    ("Scarf", "围巾", 129, 160),
                    ("Umbrella", "雨伞", 89, 430),
                    ("Tote Bag", "托特包", 69, 280),
                    ("Gloves", "手套", 79, 90),
                ],
                makes: [
                    ("Silk", "真丝"),
                    ("Cashmere", "羊绒"),
                    ("Oiled", "油布"),
                    ("Canvas", "帆布"),
                    ("Striped", "条纹"),
                ],
            },
            Shelf {
                slug: "shoes",
                name: ("Shoes", "鞋履"),
                articles: [
                    ("Cloth Shoes", "布鞋", 99, 420),
                    ("Sneakers", "运动鞋", 299, 760),
                    ("Rain Boots", "雨靴", 149, 1300),
                    ("House Slippers", "拖鞋", 39, 260),
                ],
                makes: [
                    ("Classic", "经典"),
                    ("Wide-Fit", "宽楦"),
                    ("Children's", "儿童"),
                    ("Felt-Lined", "毛毡内里"),
                    ("Summer", "夏季"),
                ],
            },
        ],
    },
    Department {
        slug: "electronics",
        name: ("Electronics", "数码"),
        season: GIFTS,
        shelves: [
            Shelf {
                slug: "audio",
                name: ("Audio", "音频"),
                articles: [
                    ("Headphones", "头戴耳机", 499, 280),
                    ("Earbuds", "真无线耳机", 329, 50),
                    ("Bookshelf Speaker", "书架音箱", 899, 4200),
                    ("Radio", "收音机", 239, 760),
                ],
                makes: [
                    ("Studio", "录音室"),
                    ("Noise-Cancelling", "降噪"),
                    ("Retro", "复古"),
                    ("Mini", "迷你"),
                    ("Second-Generation", "第二代"),
                ],
            },
            Shelf {
                slug: "charging",
                name: ("Charging", "充电"),
                articles: [
                    ("Power Bank", "充电宝", 139, 230),
                    ("Charging Cable", "充电线", 35, 40),
                    ("Wall Charger", "充电器", 99, 110),
                    ("Desk Hub", "桌面扩展坞", 269, 320),
                ],
                makes: [
                    ("20 W", "20瓦"),
                    ("65 W", "65瓦"),
                    ("Braided", "编织"),
                    ("Travel", "旅行"),
                    ("Magnetic", "磁吸"),
                ],
            },
            Shelf {
                slug: "smart-home",
                name: ("Smart Home", "智能家居"),
                articles: [
                    ("Thermometer", "温湿度计", 59, 70),
                    ("Smart Plug", "智能插座", 49, 80),
                    ("Door Bell", "智能门铃", 259, 210),
                    ("Air Monitor", "空气检测仪", 299, 190),
                ],
                makes: [
                    ("E-Ink", "墨水屏"),
                    ("Battery-Free", "无电池"),
                    ("Outdoor", "户外款"),
                    ("Twin Pack", "双只装"),
                    ("Pro", "专业"),
                ],
            },
        ],
    },
    Department {
        slug: "children",
        name: ("Children", "儿童"),
        season: EVEN,
        shelves: [
            Shelf {
                slug: "toys",
                name: ("Toys", "玩具"),
                articles: [
                    ("Building Blocks", "积木", 119, 1300),
                    ("Jigsaw Puzzle", "拼图", 69, 450),
                    ("Kite", "风筝", 59, 220),
                    ("Plush Panda", "毛绒熊猫", 89, 340),
                ],
                makes: [
                    ("Little", "小号"),
                    ("Giant", "巨型"),
                    ("Wooden", "木制"),
                    ("Rainbow", "彩虹"),
                    ("Zodiac", "生肖"),
                ],
            },
            Shelf {
                slug: "books",
                name: ("Picture Books", "绘本"),
                articles: [
                    ("Bedtime Stories", "睡前故事", 45, 420),
                    ("Pop-Up Atlas", "立体地图册", 128, 900),
                    ("Colouring Book", "涂色书", 28, 260),
                    ("First Characters", "识字卡", 39, 310),
                ],
                makes: [
                    ("River", "江河"),
                    ("Forest", "森林"),
                    ("Star", "星空"),
                    ("Bilingual", "双语"),
                    ("Festival", "节日"),
                ],
            },
            Shelf {
                slug: "nursery",
                name: ("Nursery", "母婴"),
                articles: [
                    ("Baby Blanket", "婴儿毯", 109, 350),
                    ("Bib Set", "围兜套装", 49, 140),
                    ("Feeding Bowl", "辅食碗", 42, 190),
                    ("Changing Mat", "隔尿垫", 79, 560),
                ],
                makes: [
                    ("Soft-Cotton", "柔棉"),
                    ("Silicone", "硅胶"),
                    ("Bamboo-Fibre", "竹纤维"),
                    ("Foldable", "可折叠"),
                    ("Duckling", "小鸭"),
                ],
            },
        ],
    },
];
