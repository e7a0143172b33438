//! The tables of the shop, told once for every dialect: columns, comments, keys. `ddl` writes them as SQL;
//! `rows` fills them, cell by cell in the order of the columns here.

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) comment: &'static str,
    pub(crate) columns: &'static [Column],
    /// The primary key, where it is not the first column alone.
    pub(crate) key: &'static [&'static str],
    /// Columns that are unique, alone or together.
    pub(crate) unique: &'static [&'static [&'static str]],
    /// Indexes beside those of the keys.
    pub(crate) indexes: &'static [&'static [&'static str]],
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) comment: &'static str,
    pub(crate) nullable: bool,
    /// The table whose `id` it holds.
    pub(crate) references: Option<&'static str>,
    /// What each value must fulfil, as SQL.
    pub(crate) check: Option<&'static str>,
}

/// What a column holds; each dialect has its own type for it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The number of the row, given by the server to new rows.
    Id,
    /// The number of a row of another table.
    Ref,
    /// An integer.
    Int,
    /// Yuan with two decimals, exact.
    Money,
    /// Degrees with four decimals, inexact.
    Degrees,
    /// Text of limited length.
    Name(u16),
    /// Text.
    Text,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// A moment in UTC.
    Moment,
    /// A JSON object.
    Json,
    /// A list of words.
    Words,
    /// One of a few words: the type's name where types have names, the words.
    Enum(&'static str, &'static [&'static str]),
    /// Computed by the server: quantity * `unit_price`.
    LineTotal,
}

impl Column {
    const fn null(mut self) -> Self {
        self.nullable = true;
        self
    }

    const fn to(mut self, table: &'static str) -> Self {
        self.references = Some(table);
        self
    }

    const fn check(mut self, condition: &'static str) -> Self {
        self.check = Some(condition);
        self
    }

    /// Whether rows bring a value for it.
    pub(crate) fn is_written(&self) -> bool {
        !matches!(self.kind, Kind::LineTotal)
    }
}

const fn column(name: &'static str, kind: Kind, comment: &'static str) -> Column {
    Column { name, kind, comment, nullable: false, references: None, check: None }
}

const fn id(comment: &'static str) -> Column {
    column("id", Kind::Id, comment)
}

const CHANNEL: Kind = Kind::Enum("order_channel", &["web", "app", "phone", "store"]);
const STATUS: Kind =
    Kind::Enum("order_status", &["pending", "paid", "shipped", "delivered", "returned", "cancelled"]);
const TIER: Kind = Kind::Enum("customer_tier", &["bronze", "silver", "gold", "platinum"]);
const SITE: Kind = Kind::Enum("site_kind", &["warehouse", "store"]);
const PAYMENT_KIND: Kind = Kind::Enum("payment_kind", &["charge", "refund"]);
const PAYMENT_STATUS: Kind = Kind::Enum("payment_status", &["succeeded", "failed", "pending"]);
const METHOD: Kind = Kind::Enum("payment_method", &["alipay", "wechat_pay", "card", "bank_transfer", "cash"]);

/// Every table; whatever a table refers to stands before it.
pub(crate) const TABLES: [Table; 12] = [
    Table {
        name: "sample_note",
        comment: "READ FIRST: this whole database is a made-up sample · 请先阅读：整个数据库均为虚构示例",
        columns: &[
            column("topic", Kind::Name(20), "What the note is about · 主题"),
            column("note_en", Kind::Text, "The note in English · 英文说明"),
            column("note_zh", Kind::Text, "The note in Chinese · 中文说明"),
        ],
        key: &["topic"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "categories",
        comment: "Departments (no parent) and the shelves in them · 商品分类，两级",
        columns: &[
            id("Category number · 分类编号"),
            column("parent_id", Kind::Ref, "The department a shelf belongs to · 上级分类")
                .null()
                .to("categories"),
            column("slug", Kind::Name(40), "Name in web addresses · 网址名"),
            column("name", Kind::Name(60), "English name · 英文名"),
            column("name_zh", Kind::Name(60), "Chinese name · 中文名"),
        ],
        key: &[],
        unique: &[&["slug"]],
        indexes: &[],
    },
    Table {
        name: "products",
        comment: "Everything ever on sale · 商品",
        columns: &[
            id("Product number · 商品编号"),
            column("sku", Kind::Name(16), "Stock-keeping unit, printed on the box · 货号"),
            column("category_id", Kind::Ref, "The shelf it stands on · 所属分类").to("categories"),
            column("name", Kind::Name(80), "English name · 英文名称"),
            column("name_zh", Kind::Name(80), "Chinese name · 中文名称"),
            column("brand", Kind::Name(40), "Brand, made up · 品牌（虚构）"),
            column("price", Kind::Money, "List price in CNY at the end of 2025 · 标价（元）")
                .check("price > 0"),
            column("cost", Kind::Money, "What it costs us in CNY, if known · 成本（元）").null(),
            column("weight_g", Kind::Int, "Weight with packaging in grams · 毛重（克）"),
            column("attributes", Kind::Json, "Colour, origin, size and the like · 属性").null(),
            column("tags", Kind::Words, "Labels for search · 标签"),
            column("launched_on", Kind::Date, "First day on sale · 上架日期"),
            column("discontinued_on", Kind::Date, "Day it was taken off sale · 下架日期").null(),
        ],
        key: &[],
        unique: &[&["sku"]],
        indexes: &[&["category_id"]],
    },
    Table {
        name: "warehouses",
        comment: "Warehouses and shops: places with stock · 仓库与门店",
        columns: &[
            id("Site number · 站点编号"),
            column("code", Kind::Name(3), "Short code · 代码"),
            column("name", Kind::Name(60), "English name · 英文名"),
            column("name_zh", Kind::Name(60), "Chinese name · 中文名"),
            column("kind", SITE, "Warehouse, or store with a counter · 类型"),
            column("city", Kind::Name(60), "City · 城市"),
            column("country", Kind::Name(2), "Country, ISO 3166 · 国家代码"),
            column("opened_on", Kind::Date, "Opening day · 启用日期"),
        ],
        key: &[],
        unique: &[&["code"]],
        indexes: &[],
    },
    Table {
        name: "inventory",
        comment: "Stock of each product at each site at the end of 2025-12-31 · 库存",
        columns: &[
            column("product_id", Kind::Ref, "Product · 商品").to("products"),
            column("warehouse_id", Kind::Ref, "Site · 站点").to("warehouses"),
            column("on_hand", Kind::Int, "Pieces on the shelf · 现有数量").check("on_hand >= 0"),
            column("reserved", Kind::Int, "Of these, sold but not yet sent · 已占用").check("reserved >= 0"),
            column("reorder_level", Kind::Int, "Order anew when fewer are free · 预警线"),
            column("shelf", Kind::Name(12), "Aisle, bay and level · 库位"),
            column("counted_on", Kind::Date, "Last stock-taking · 最近盘点").null(),
        ],
        key: &["product_id", "warehouse_id"],
        unique: &[],
        indexes: &[&["warehouse_id"]],
    },
    Table {
        name: "employees",
        comment: "People who work here or did, all made up · 员工（均为虚构）",
        columns: &[
            id("Employee number · 工号"),
            column("name", Kind::Name(80), "Full name · 姓名"),
            column("title", Kind::Name(40), "Job title in English · 职位（英文）"),
            column("title_zh", Kind::Name(40), "Job title in Chinese · 职位"),
            column("email", Kind::Name(120), "Work e-mail · 工作邮箱"),
            column("manager_id", Kind::Ref, "Who they report to · 上级").null().to("employees"),
            column("warehouse_id", Kind::Ref, "Where they work, none for the office · 工作站点")
                .null()
                .to("warehouses"),
            column("salary", Kind::Money, "Yearly salary in CNY · 年薪（元）"),
            column("hired_on", Kind::Date, "First day · 入职日期"),
            column("left_on", Kind::Date, "Last day, none for present staff · 离职日期").null(),
        ],
        key: &[],
        unique: &[&["email"]],
        indexes: &[],
    },
    Table {
        name: "customers",
        comment: "Customers, all made up · 顾客（均为虚构）",
        columns: &[
            id("Customer number · 顾客编号"),
            column("name", Kind::Name(120), "Full name in their own script · 姓名"),
            column("email", Kind::Name(160), "E-mail at example.com and the like · 邮箱"),
            column("phone", Kind::Name(24), "A number that nobody has · 电话（无效号码）").null(),
            column("language", Kind::Name(2), "Preferred language, ISO 639 · 语言"),
            column("country", Kind::Name(2), "Country, ISO 3166 · 国家代码"),
            column("tier", TIER, "Loyalty tier · 会员等级"),
            column("birth_date", Kind::Date, "Birthday, if told · 生日").null(),
            column("newsletter", Kind::Bool, "Wants the newsletter · 订阅邮件"),
            column("preferences", Kind::Json, "What they told us of their taste · 偏好").null(),
            column("registered_at", Kind::Moment, "When they signed up, UTC · 注册时间"),
        ],
        key: &[],
        unique: &[&["email"]],
        indexes: &[&["country"], &["registered_at"]],
    },
    Table {
        name: "addresses",
        comment: "Where customers have things sent, streets made up · 收货地址（街道虚构）",
        columns: &[
            id("Address number · 地址编号"),
            column("customer_id", Kind::Ref, "Whose address · 顾客").to("customers"),
            column("label", Kind::Name(20), "The customer's word for it · 标签").null(),
            column("street", Kind::Name(120), "Street and house number · 街道门牌"),
            column("city", Kind::Name(60), "City · 城市"),
            column("region", Kind::Name(60), "Province or state · 省份").null(),
            column("postal_code", Kind::Name(12), "Postal code · 邮编").null(),
            column("country", Kind::Name(2), "Country, ISO 3166 · 国家代码"),
            column("latitude", Kind::Degrees, "Degrees north · 纬度").null(),
            column("longitude", Kind::Degrees, "Degrees east · 经度").null(),
            column("is_default", Kind::Bool, "Used unless told otherwise · 默认地址"),
        ],
        key: &[],
        unique: &[],
        indexes: &[&["customer_id"]],
    },
    Table {
        name: "orders",
        comment: "Orders from 2024-01-01 to 2025-12-31, amounts in CNY · 订单（金额单位：元）",
        columns: &[
            id("Order number inside · 订单编号"),
            column("number", Kind::Name(20), "Order number for people · 订单号"),
            column("customer_id", Kind::Ref, "Who bought · 顾客").to("customers"),
            column("channel", CHANNEL, "Where it was placed · 下单渠道"),
            column("status", STATUS, "Where it stands at the end of 2025-12-31 · 状态"),
            column("warehouse_id", Kind::Ref, "The site that serves it · 发货站点").to("warehouses"),
            column("employee_id", Kind::Ref, "Who took it, in a store or by phone · 经手员工")
                .null()
                .to("employees"),
            column("address_id", Kind::Ref, "Where it goes, none over the counter · 收货地址")
                .null()
                .to("addresses"),
            column("coupon", Kind::Name(20), "Coupon that gave the discount · 优惠券").null(),
            column("subtotal", Kind::Money, "Sum of the items · 商品小计"),
            column("discount", Kind::Money, "Taken off the subtotal · 优惠金额"),
            column("shipping_fee", Kind::Money, "Postage · 运费"),
            column("total", Kind::Money, "To pay: subtotal - discount + shipping_fee · 应付总额")
                .check("round(total - subtotal + discount - shipping_fee, 2) = 0"),
            column("refunded", Kind::Money, "Paid back by the end of 2025-12-31 · 已退款"),
            column("source", Kind::Json, "Device, campaign and visits before, online only · 来源").null(),
            column("note", Kind::Text, "What the customer asked for · 买家留言").null(),
            column("ordered_at", Kind::Moment, "When it was placed, UTC · 下单时间"),
            column("paid_at", Kind::Moment, "When it was paid, UTC · 付款时间").null(),
            column("shipped_at", Kind::Moment, "When it left, UTC · 发货时间").null(),
            column("delivered_at", Kind::Moment, "When it arrived, UTC · 送达时间").null(),
            column("cancelled_at", Kind::Moment, "When it was cancelled, UTC · 取消时间").null(),
        ],
        key: &[],
        unique: &[&["number"]],
        indexes: &[&["customer_id", "ordered_at"], &["ordered_at"], &["status"]],
    },
    Table {
        name: "order_items",
        comment: "The lines of orders · 订单明细",
        columns: &[
            column("order_id", Kind::Ref, "Order · 订单").to("orders"),
            column("line_no", Kind::Int, "Line of the order, from 1 · 行号"),
            column("product_id", Kind::Ref, "Product · 商品").to("products"),
            column("quantity", Kind::Int, "Pieces · 数量").check("quantity > 0"),
            column("unit_price", Kind::Money, "Price at that time in CNY · 成交单价（元）"),
            column("returned_quantity", Kind::Int, "Pieces that came back · 退货数量")
                .check("returned_quantity >= 0 AND returned_quantity <= quantity"),
            column("line_total", Kind::LineTotal, "quantity * unit_price · 小计").null(),
        ],
        key: &["order_id", "line_no"],
        unique: &[],
        indexes: &[&["product_id"]],
    },
    Table {
        name: "payments",
        comment: "Charges and refunds, failed ones too · 收款与退款，含失败记录",
        columns: &[
            id("Payment number · 支付编号"),
            column("order_id", Kind::Ref, "What it pays for · 订单").to("orders"),
            column("kind", PAYMENT_KIND, "Charge, or refund · 类型"),
            column("method", METHOD, "How · 支付方式"),
            column("status", PAYMENT_STATUS, "What became of it · 结果"),
            column("amount", Kind::Money, "CNY, positive both ways · 金额（元）").check("amount >= 0"),
            column("failure", Kind::Name(40), "Why it failed · 失败原因").null(),
            column("reference", Kind::Name(40), "The payment service's number · 流水号").null(),
            column("created_at", Kind::Moment, "When it was begun, UTC · 发起时间"),
            column("processed_at", Kind::Moment, "When it was done or failed, UTC · 完成时间").null(),
        ],
        key: &[],
        unique: &[],
        indexes: &[&["order_id"], &["created_at"]],
    },
    Table {
        name: "reviews",
        comment: "What customers write about products · 商品评价",
        columns: &[
            id("Review number · 评价编号"),
            column("product_id", Kind::Ref, "Product · 商品").to("products"),
            column("customer_id", Kind::Ref, "Who wrote it · 顾客").to("customers"),
            column("order_id", Kind::Ref, "The order it came with · 订单").to("orders"),
            column("rating", Kind::Int, "Stars, 1 to 5 · 评分").check("rating BETWEEN 1 AND 5"),
            column("language", Kind::Name(2), "Language of the text, ISO 639 · 语言"),
            column("title", Kind::Name(120), "Title · 标题").null(),
            column("body", Kind::Text, "Text · 正文").null(),
            column("helpful_count", Kind::Int, "People who found it helpful · 有用数"),
            column("reply", Kind::Text, "The shop's answer · 商家回复").null(),
            column("created_at", Kind::Moment, "When it was written, UTC · 评价时间"),
        ],
        key: &[],
        unique: &[&["order_id", "product_id"]],
        indexes: &[&["product_id", "rating"], &["customer_id"]],
    },
];
