//! The people who work in the shop.

use crate::{
    calendar::{END, START},
    dice::{Dice, Stream},
    people::{chinese_name, name_of},
    words::{
        people::{ORIGINS, TITLES},
        places::SITES,
    },
};

const DAY: i64 = 86_400;

/// Somebody who works here, or did.
#[derive(Debug)]
pub(crate) struct Employee {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: Role,
    /// The id of the person they report to; it is smaller than theirs.
    pub(crate) manager: Option<u32>,
    /// The id of the site they work at; none in the office.
    pub(crate) site: Option<u32>,
    pub(crate) hired: i64,
    pub(crate) left: Option<i64>,
    /// In fen a year.
    pub(crate) salary: i64,
}

/// What somebody does; the number is the place in `TITLES`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Director = 0,
    Operations,
    Service,
    SiteManager,
    Packer,
    Assistant,
    Agent,
}

impl Role {
    /// English and Chinese title, and yearly salary in yuan.
    pub(crate) fn title(self) -> (&'static str, &'static str, i64) {
        TITLES[self as usize]
    }
}

const OPERATIONS_ID: u32 = 2;
const SERVICE_ID: u32 = 3;
/// Site managers have the ids after the three heads, in the order of the sites.
const FIRST_SITE_MANAGER: u32 = 4;

/// Everybody; a manager stands before their people.
pub(crate) fn employees() -> Vec<Employee> {
    let sites = 1..=u32::try_from(SITES.len()).unwrap_or_default();
    let mut staff = vec![
        employee(1, Role::Director, None, None),
        employee(OPERATIONS_ID, Role::Operations, Some(1), None),
        employee(SERVICE_ID, Role::Service, Some(1), None),
    ];
    let mut add = |role, manager, site| {
        let id = u32::try_from(staff.len()).unwrap_or_default() + 1;
        staff.push(employee(id, role, Some(manager), site));
    };
    for site in sites.clone() {
        add(Role::SiteManager, OPERATIONS_ID, Some(site));
    }
    for site in sites {
        let (role, count) = if is_store(site) { (Role::Assistant, 4) } else { (Role::Packer, 4) };
        for _ in 0..count {
            add(role, FIRST_SITE_MANAGER + site - 1, Some(site));
        }
    }
    for _ in 0..9 {
        add(Role::Agent, SERVICE_ID, None);
    }
    staff
}

/// Whether a site is a shop with a counter.
pub(crate) fn is_store(site: u32) -> bool {
    SITES[site as usize - 1].3 == "store"
}

fn employee(id: u32, role: Role, manager: Option<u32>, site: Option<u32>) -> Employee {
    let mut dice = Dice::new(Stream::Employee, id);
    let country = site.map_or("CN", |site| SITES[site as usize - 1].5);
    let (name, ascii) = match country {
        "DE" => name_of(&ORIGINS[1], &mut dice),
        "NL" => name_of(&ORIGINS[0], &mut dice),
        _ => chinese_name(&mut dice),
    };
    // Whoever leads was there from the beginning and stays: orders need somebody to take them.
    let leads = matches!(role, Role::Director | Role::Operations | Role::Service | Role::SiteManager);
    let newcomer = !leads && dice.permille(250);
    let hired =
        if newcomer { START + dice.between(20, 600) * DAY } else { START - dice.between(60, 1300) * DAY };
    let leaves = !leads && !newcomer && dice.permille(160);
    let yuan = role.title().2;
    Employee {
        id,
        name,
        email: format!("{ascii}{id}@weir-sample.example"),
        role,
        manager,
        site,
        hired,
        left: leaves.then(|| END - dice.between(15, 500) * DAY),
        salary: yuan * dice.between(88, 124) / 100 / 500 * 500 * 100,
    }
}

impl Employee {
    /// Whether they worked here at that moment.
    pub(crate) fn works_at(&self, moment: i64) -> bool {
        self.hired <= moment && self.left.is_none_or(|left| moment < left)
    }
}
