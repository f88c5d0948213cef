-- A mailbox is told of nothing before somebody who reads it has opened the link that was sent there. Those from before are told.
-- SHA-256 of what the link holds; null when nothing is to be confirmed any more
alter table notification_subscription add column link_hash text;
-- until when the link serves; null for what was confirmed, and for webhooks
alter table notification_subscription add column link_until timestamptz;
-- nobody sees it any more. It still counts until its link would have ended, so that nobody sends links without end
alter table notification_subscription add column removed boolean not null default false;
create unique index notification_subscription_link on notification_subscription (link_hash);
