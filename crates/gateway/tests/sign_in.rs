//! Signing in on a catalog in memory and a clock that stands still: what a stranger can learn from it, passwords that
//! somebody else chose, and two who change a password at once.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use weir_engine::{EngineSettings, Engines, SqlitePlaces};
use weir_gateway::{
    AuthSettings, Caller, ChangeUser, CreateUser, Error, Gateway, Limits, NewPassword, PasswordCost,
    RequestOrigin, SignIn, SignedIn,
};
use weir_model::{Clock, ManualClock, Role, Secret, Timestamp, User};
use weir_store::{Sealer, SealingKey, Store, StoreLocation};

const PASSWORD: &str = "a long walk by the sea";
const COST: PasswordCost = PasswordCost { memory_kib: 128, passes: 2 };
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

struct House {
    gateway: Gateway,
    clock: Arc<ManualClock>,
}

impl House {
    async fn new() -> Self {
        Self::at_cost(COST).await
    }

    async fn at_cost(password_cost: PasswordCost) -> Self {
        let key = SealingKey::from_text(&Secret::new("a".repeat(64))).unwrap();
        let store = Store::open(&StoreLocation::Memory, Sealer::new(key)).await.unwrap();
        let engines = Engines::new(EngineSettings {
            sessions: 1,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(1),
            sqlite: SqlitePlaces { allowed: vec![], forbidden: vec![] },
        });
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_000_000)));
        let gateway = Gateway::new(store, engines, Arc::clone(&clock) as Arc<dyn Clock>, Limits::default());
        let gateway = gateway.with_auth(AuthSettings { password_cost, ..AuthSettings::default() });
        Self { gateway, clock }
    }

    async fn person(&self, username: &str, password: NewPassword) -> (User, Option<Secret>) {
        let create = CreateUser { username: username.to_owned(), role: Role::Admin, password };
        let made = self.gateway.create_user(&Caller::local(), create).await.unwrap();
        (made.user, made.password)
    }

    async fn sign_in(&self, username: &str, password: &str) -> Result<SignedIn, Error> {
        let request = RequestOrigin { address: None, request_id: "1".to_owned() };
        let sign_in = SignIn {
            username: username.to_owned(),
            password: Secret::new(password),
            user_agent: None,
            csrf_token: None,
        };
        self.gateway.sign_in(&request, sign_in).await
    }

    async fn caller(&self, signed_in: &SignedIn) -> Caller {
        self.gateway.authenticate_session(&signed_in.secret).await.unwrap().unwrap().caller
    }

    async fn disable(&self, user: &User) {
        let disable = ChangeUser { role: None, is_active: Some(false) };
        self.gateway.change_user(&Caller::local(), user.id, disable).await.unwrap();
    }
}

#[tokio::test]
async fn every_sign_in_that_fails_takes_the_same_work() {
    let house = House::new().await;
    house.person("admin", NewPassword::Chosen(Secret::new(PASSWORD))).await;
    let (gone, _) = house.person("gone", NewPassword::Chosen(Secret::new(PASSWORD))).await;
    house.disable(&gone).await;
    let (_, initial) = house.person("late", NewPassword::Initial(None)).await;
    house.clock.advance_millis(WEEK_MS);
    let initial = initial.unwrap();
    for (name, password, what) in [
        ("nobody", "wrong", "a name that nobody has"),
        ("a b/c", "wrong", "a text that is no name"),
        ("admin", "wrong", "a wrong password"),
        ("gone", "wrong", "a wrong password of a disabled account"),
        ("gone", PASSWORD, "the password of a disabled account"),
        ("late", initial.expose_secret(), "a password whose week is over"),
        ("admin", "", "no password"),
    ] {
        let before = house.gateway.password_work();
        let refused = house.sign_in(name, password).await;
        assert!(matches!(refused, Err(Error::InvalidCredentials)), "{what}");
        assert_eq!(house.gateway.password_work() - before, 256, "{what}");
    }
}

/// In milliseconds, at the cost that is usual; `cargo nextest run --no-capture` tells the medians. The fastest of each
/// are compared, which a busy machine disturbs least.
#[tokio::test]
async fn the_times_of_failed_sign_ins_are_alike() {
    let house = House::at_cost(PasswordCost::default()).await;
    house.person("admin", NewPassword::Chosen(Secret::new(PASSWORD))).await;
    let (gone, _) = house.person("gone", NewPassword::Chosen(Secret::new(PASSWORD))).await;
    house.disable(&gone).await;
    let mut fastest = Vec::new();
    for (name, password) in [("nobody", "wrong"), ("admin", "wrong"), ("gone", PASSWORD)] {
        let mut times = Vec::new();
        for _ in 0..7 {
            // The limiter's minute is over each time.
            house.clock.advance_millis(60_000);
            let began = Instant::now();
            house.sign_in(name, password).await.unwrap_err();
            times.push(began.elapsed());
        }
        times.sort_unstable();
        eprintln!("{name}: median {:?}", times[3]);
        fastest.push(times[0]);
    }
    let (least, most) = (fastest.iter().min().unwrap(), fastest.iter().max().unwrap());
    assert!(*most < 2 * *least, "{fastest:?}");
}

#[tokio::test]
async fn a_password_that_somebody_else_chose_lets_in_for_a_week_to_one_thing_only() {
    let house = House::new().await;
    let (amy, made_up) = house.person("amy", NewPassword::Initial(None)).await;
    let made_up = made_up.unwrap();
    assert!(amy.password_initial_until.is_some());
    let begun = house.sign_in("amy", made_up.expose_secret()).await.unwrap();
    let caller = house.caller(&begun).await;
    assert!(caller.must_change_password() && caller.permissions().iter().next().is_none());
    let refused = house.gateway.list_users(&caller, weir_model::Page::new(None, None, ALL)).await;
    assert!(matches!(refused, Err(Error::PasswordChangeRequired)));

    // The same again is no change.
    let change = async |caller: &Caller, old: &str, new: &str| {
        house.gateway.change_own_password(caller, None, (Secret::new(old), Secret::new(new))).await
    };
    let same = change(&caller, made_up.expose_secret(), made_up.expose_secret()).await;
    assert!(matches!(same, Err(Error::Invalid { field: "new_password", .. })));
    let again = change(&caller, made_up.expose_secret(), PASSWORD).await.unwrap();
    assert!(!house.caller(&again).await.must_change_password());

    let (_, late) = house.person("late", NewPassword::Initial(None)).await;
    let late = late.unwrap();
    house.clock.advance_millis(WEEK_MS - 1);
    house.sign_in("late", late.expose_secret()).await.unwrap();
    house.clock.advance_millis(1);
    assert!(matches!(house.sign_in("late", late.expose_secret()).await, Err(Error::InvalidCredentials)));
    house.sign_in("amy", PASSWORD).await.unwrap();
}

const ALL: weir_model::PageBounds = weir_model::PageBounds { default: 10, max: 10 };

#[tokio::test]
async fn of_two_who_change_a_password_at_once_one_does() {
    let house = House::new().await;
    house.person("amy", NewPassword::Chosen(Secret::new(PASSWORD))).await;
    let (here, there) =
        (house.sign_in("amy", PASSWORD).await.unwrap(), house.sign_in("amy", PASSWORD).await.unwrap());
    let (here, there) = (house.caller(&here).await, house.caller(&there).await);
    let change = async |caller: &Caller, new: &str| {
        house.gateway.change_own_password(caller, None, (Secret::new(PASSWORD), Secret::new(new))).await
    };
    let (one, other) = tokio::join!(
        change(&here, "the first walk in the woods"),
        change(&there, "the second walk in the woods")
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
    let refused = one.err().or(other.err()).unwrap();
    assert!(matches!(refused, Error::Invalid { field: "old_password", .. }), "{refused:?}");
}
