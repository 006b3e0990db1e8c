"""Add-ons and where they are attached."""

from story import Chapter, Step

CHAPTERS = [
    Chapter(
        "addons",
        Step("apps:create story-addons --no-remote", r"done"),
        Step("apps:create story-borrower --no-remote", r"done"),
        Step("addons:services", r"heroku-postgresql\s+Heroku Postgres", r"heroku-redis\s+"),
        Step("addons:services --json", r'"name": "heroku-postgresql"'),
        Step(
            "addons:plans heroku-postgresql",
            r"heroku-postgresql:essential-0\s+.*\$0\.\d+/hour\s+\$5/month",
            r"heroku-postgresql:standard-0\s+.*\$50/month",
        ),
        Step("addons:plans heroku-postgresql --json", r'"name": "heroku-postgresql:essential-0"'),
        Step("addons:plans no-such-service", r"not_found", exit=2),
        Step(
            "addons:docs heroku-redis --show-url", r"^https://devcenter\.heroku\.com/articles/heroku-redis$"
        ),
        Step("addons -a story-addons", r"No add-ons for app .*story-addons"),
        Step(
            "addons:create heroku-redis:mini -a story-addons --as CACHE --name story-cache",
            r"Creating heroku-redis:mini on .*story-addons\.\.\. ~\$\d",
            r"story-cache",
        ),
        Step("addons:wait story-cache -a story-addons --wait-interval 1", hides="Error"),
        Step(
            "addons:create heroku-postgresql:essential-0 -a story-addons --wait",
            r"\$5/month",
            r"Created (?P<database>postgresql-[a-z]+-\d+) as (\S+, )*DATABASE_URL",
        ),
        Step("config -a story-addons", r"DATABASE_URL:\s+postgres://", r"CACHE_URL:\s+rediss?://"),
        Step("releases -a story-addons", r"Attach .*(CACHE|DATABASE)"),
        Step(
            "addons -a story-addons",
            r"heroku-redis \(story-cache\)",
            r"as CACHE",
            r"heroku-postgresql \({database}\)\s+essential-0\s+~\$0\.\d+/hour\s+\$5/month\s+created",
            r"as DATABASE",
        ),
        Step("addons --all", r"story-addons\s+story-cache\s+heroku-redis:mini"),
        Step("addons --json -a story-addons", r'"name": "story-cache"', r'"human_name": '),
        Step(
            "addons:info story-cache",
            r"=== story-cache",
            r"Plan:\s+heroku-redis:mini",
            r"Attachments:\s+story-addons::CACHE",
            r"Owning app:\s+story-addons",
            r"State:\s+created",
        ),
        Step("addons:info CACHE -a story-addons", r"=== story-cache"),
        Step("addons:info story-addons::CACHE", r"=== story-cache"),
        Step("addons:info no-such-addon -a story-addons", r"not_found", exit=2),
        Step("addons:create no-such-service:plan -a story-addons", r"not_found|invalid_params", exit=2),
        Step(
            "addons:attach story-cache -a story-borrower --as BORROWED",
            r"Attaching .*story-cache as BORROWED to .*story-borrower\.\.\. done",
            r"Setting BORROWED config vars and restarting .*story-borrower\.\.\. done, v\d+",
        ),
        Step("addons:attach {database} -a story-borrower", r"done, v\d+"),
        Step("config -a story-borrower", r"BORROWED_URL:\s+rediss?://", r"DATABASE_URL:\s+postgres://"),
        Step(
            "addons -a story-borrower",
            r"heroku-redis \(story-cache\).*billed to story-addons",
            r"as BORROWED",
        ),
        Step("addons:info story-cache", r"story-addons::CACHE", r"story-borrower::BORROWED"),
        Step(
            "addons:detach BORROWED -a story-borrower",
            r"Detaching BORROWED to .*story-cache from .*story-borrower\.\.\. done",
            r"Unsetting BORROWED config vars and restarting .*story-borrower\.\.\. done, v\d+",
        ),
        Step("config -a story-borrower", hides="BORROWED"),
        Step("addons:rename story-cache story-store", r"story-cache successfully renamed to story-store"),
        Step(
            "addons:upgrade story-store heroku-redis:premium-0 -a story-addons",
            r"Changing .*story-store on .*story-addons from heroku-redis:mini to heroku-redis:premium-0\.\.\. done, .*\$15/month",
        ),
        Step("addons:info story-store", r"Plan:\s+heroku-redis:premium-0", r"\$15/month"),
        Step(
            "addons:upgrade story-store heroku-redis:no-such-plan -a story-addons", r"available plans", exit=1
        ),
        Step("addons:destroy story-store -a story-addons --confirm story-borrower", r"did not match", exit=1),
        Step(
            "addons:destroy story-store -a story-addons --confirm story-addons",
            r"Destroying .*story-store on .*story-addons\.\.\. (done|pending)",
        ),
        Step("config -a story-addons", r"DATABASE_URL", hides="CACHE_URL"),
        Step(
            "addons:destroy {database} -a story-addons --confirm story-addons --force --wait",
            r"Destroying .*{database}",
        ),
        Step("addons -a story-addons", r"No add-ons for app .*story-addons"),
        Step(
            "apps:create story-bundle --no-remote --addons heroku-redis:mini",
            r"Adding heroku-redis:mini\.\.\. done",
        ),
        Step("usage:addons -a story-bundle", r"(?i)usage"),
    ),
]
