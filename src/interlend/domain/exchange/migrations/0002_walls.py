"""The database's own wall around this room's tables (`zones.walls`)."""

from django.db import migrations

from interlend.domain.zones import walls

# What is due to be sent, over all zones: ids only. The worker then opens each zone's scope.
_OUTBOX = """
CREATE FUNCTION exchange_outbox(now timestamptz, most integer)
RETURNS TABLE (zone_id bigint, message_id bigint, conversation_id bigint, our_agency_id bigint,
               their_agency_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT message.zone_id, message.id, message.conversation_id, conversation.our_agency_id,
           conversation.their_agency_id
    FROM exchange_message message
    JOIN exchange_conversation conversation ON conversation.id = message.conversation_id
    LEFT JOIN partners_peerconnection peer
        ON peer.our_agency_id = conversation.our_agency_id AND peer.their_agency_id = conversation.their_agency_id
    WHERE message.state IN ('queued', 'sending') AND message.next_attempt_at <= now
        AND NOT coalesce(peer.is_paused, false) AND coalesce(peer.not_before, now) <= now
        AND NOT EXISTS (
            SELECT 1 FROM exchange_message earlier
            WHERE earlier.conversation_id = message.conversation_id AND earlier.id < message.id
                AND earlier.state IN ('queued', 'sending'))
    ORDER BY message.id LIMIT most
$$;
CREATE FUNCTION exchange_unapplied(before timestamptz, most integer)
RETURNS TABLE (zone_id bigint, message_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT zone_id, id FROM exchange_message
    WHERE state = 'unapplied' AND created_at <= before ORDER BY id LIMIT most
$$;
CREATE FUNCTION exchange_oldest_due() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT min(next_attempt_at) FROM exchange_message WHERE state IN ('queued', 'sending')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("zones", "0001_initial"), ("partners", "0001_initial")]

    operations = [
        *walls.confidential(
            "exchange_conversation",
            "exchange_message",
        ),
        *walls.same_zone_keys(
            "exchange_conversation",
            "exchange_message",
        ),
        migrations.RunSQL(
            _OUTBOX,
            "DROP FUNCTION exchange_outbox(timestamptz, integer); DROP FUNCTION exchange_unapplied(timestamptz, integer); DROP FUNCTION exchange_oldest_due()",
        ),
    ]
