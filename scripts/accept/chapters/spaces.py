"""Private spaces and their networks."""

from api import call
from story import Chapter, Do, Step


def make_teams(_):
    call("POST", "/teams", {"name": "story-owners"})
    call("POST", "/teams", {"name": "story-heirs"})


CHAPTERS = [
    Chapter(
        "spaces",
        Do("make teams", make_teams),
        Step("spaces", r"do not have access to any spaces", exit=2),
        Step(
            "spaces:create story-space --team story-owners --region virginia",
            r"Creating space .*story-space in team .*story-owners\.\.\. done",
            r"=== .*story-space",
            r"Region:\s+virginia",
            r"State:\s+\w+",
            r"Team:\s+story-owners",
        ),
        Step("spaces", r"story-space\s+story-owners\s+virginia\s+\w+"),
        Step("spaces --json", r'"name": "story-space"'),
        Step(
            "spaces:wait story-space -i 1",
            r"Waiting for space .*story-space to allocate\.\.\. done",
            r"State:\s+allocated",
        ),
        Step(
            "spaces:info story-space",
            r"=== .*story-space",
            r"State:\s+allocated",
            r"Region:\s+\S+",
            r"Outbound IPs:\s+\d+\.\d+\.\d+\.\d+",
            r"Shield:\s+off",
        ),
        Step("spaces:info story-space --json", r'"name": "story-space"', r'"outbound_ips"'),
        Step(
            "apps:create story-inside --space story-space --team story-owners --no-remote",
            r"Creating .*story-inside in space story-space\.\.\. done",
        ),
        Step("apps --space story-space", r"Apps in space .*story-space", r"^story-inside"),
        Step("apps:info story-inside", r"Space:\s+story-space"),
        Step("spaces:ps story-space", hides="Error"),
        Step("spaces:topology story-space", r"story-inside", hides="Error"),
        Step("trusted-ips story-space", r"(?i)trusted IP"),
        Step(
            "trusted-ips:add 192.0.2.0/24 --space story-space --confirm story-space",
            r"Added 192\.0\.2\.0/24 to trusted IP ranges on .*story-space",
        ),
        Step("trusted-ips story-space", r"192\.0\.2\.0/24"),
        Step(
            "trusted-ips:remove 192.0.2.0/24 --space story-space --confirm story-space",
            r"Removed 192\.0\.2\.0/24 from trusted IP ranges on .*story-space",
        ),
        Step("trusted-ips story-space", hides=r"192\.0\.2"),
        Step("spaces:peerings:info story-space", r"story-space Peering Info", r"AWS Account ID:\s+\d+"),
        Step(
            "spaces:peerings:accept pcx-0123abcd --space story-space",
            r"Accepting and configuring peering connection pcx-0123abcd",
        ),
        Step("spaces:peerings story-space", r"story-space Peerings", r"pcx-0123abcd"),
        Step(
            "spaces:peerings:destroy pcx-0123abcd --space story-space --confirm pcx-0123abcd",
            r"Tearing down peering connection pcx-0123abcd\.\.\. done",
        ),
        Step(
            "spaces:vpn:connect office --ip 192.0.2.1 --cidrs 198.51.100.0/24 --space story-space",
            r"Creating VPN Connection in space .*story-space\.\.\. done",
        ),
        Step("spaces:vpn:connections --space story-space", r"office"),
        Step("spaces:vpn:wait office --space story-space -i 1", hides="Error"),
        Step(
            "spaces:vpn:info office --space story-space",
            r"office VPN Info",
            r"Public IP:\s+192\.0\.2\.1",
            r"Routable CIDRs:\s+198\.51\.100\.0/24",
        ),
        Step("spaces:vpn:config office --space story-space", r"office VPN Tunnels", r"VPN Gateway|Customer"),
        Step(
            "spaces:vpn:update office --cidrs 203.0.113.0/24 --space story-space",
            r"Updating VPN Connection in space .*story-space\.\.\. done",
        ),
        Step(
            "spaces:vpn:destroy office --confirm office --space story-space",
            r"Tearing down VPN Connection office in space .*story-space\.\.\. done",
        ),
        Step(
            "spaces:drains:set https://logs.example.com/space --space story-space",
            r"Successfully set drain .*https://logs\.example\.com/space for .*story-space",
        ),
        Step("spaces:drains:get --space story-space", r"https://logs\.example\.com/space \(d\.\S+\)"),
        Step("spaces:hosts story-space", hides="Error"),
        Step(
            "spaces:rename --from story-space --to story-room",
            r"Renaming space from .*story-space to .*story-room\.\.\. done",
        ),
        Step("apps:destroy story-inside --confirm story-inside", r"done"),
        Step(
            "spaces:transfer --space story-room --team story-heirs",
            r"Transferring space .*story-room to team .*story-heirs\.\.\. done",
        ),
        Step("spaces", r"story-room\s+story-heirs"),
        Step(
            "spaces:destroy --space story-room --confirm story-room",
            r"Destroying space .*story-room\.\.\. done",
        ),
        Step("spaces", hides="story-room", exit=2),
    ),
]
