package io.coupabridge.testing.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.coupabridge.testing.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Coupa's JSON and published records as the checks see them; single quotes stand for double ones. */
final class Samples {

    private Samples() {}

    static JsonNode user(long id, String name) {
        return json("""
                {'id':%d,'login':'%s','email':'%s@example.test','firstname':'%s','lastname':'Doe','active':true,
                 'employee-number':'','api-user':false,'support-user':false,'expense-user':true,'analytics-user':null,
                 'purchasing-user':true,'department':{'id':31,'name':'Field Ops','active':true},
                 'created-at':'2023-05-01T23:14:31-07:00','updated-at':'2026-01-19T03:02:10-08:00'}
                """.formatted(id, name, name, name));
    }

    static TopicRecord publishedUser(long id, String name, long version) {
        return record(
                "acme/" + id,
                0,
                """
                {'tenantId':'acme','userId':%d,'change':'%s','version':%d,'login':'%s','email':'%s@example.test',
                 'firstName':'%s','lastName':'Doe','active':true,'activeDate':'2023-05-01','accountKind':'HUMAN',
                 'licences':['expense','purchasing'],'department':{'id':31,'name':'Field Ops'},
                 'createdAt':'2023-05-02T06:14:31Z','updatedAt':'2026-01-19T11:02:10Z'}
                """.formatted(id, version == 1 ? "NEW" : "CHANGED", version, name, name, name),
                id + "-" + version);
    }

    static JsonNode line(long id, String date, String extra) {
        return json("""
                {'id':%d,'expense-report-id':7313,'status':'draft','expense-date':'%sT00:00:00+10:00',
                 'created-at':'2026-02-03T21:40:12+10:00','description':'Yearly seat','reason':'renewal','merchant':null,
                 'amount':'141.3200','currency':{'code':'EUR'},'foreign-currency-amount':'168.00',
                 'foreign-currency':{'code':'USD'},'expense-category':{'id':19,'name':'Software'},
                 'expensed-by':{'id':4127,'email':'mina@example.test'},
                 'expense-line-imported-data':{'description':'DIAGRAMLY* SEAT'},
                 'parent-expense-line-id':null,'itemized-expense-lines':[]%s}
                """.formatted(id, date, extra));
    }

    static String publishedLine(long id, String date) {
        return """
                {'tenantId':'acme','lineId':%d,'change':'NEW','version':1,'reportId':7313,'leaf':true,'accountId':4127,
                 'accountEmail':'mina@example.test','amount':{'amount':'168.00','currency':'USD'},
                 'charged':{'amount':'168.00','currency':'USD'},'converted':{'amount':'141.32','currency':'EUR'},
                 'transactionDate':'%s','transactionDateSource':'EXPENSE_DATE','merchantName':'DIAGRAMLY* SEAT',
                 'merchantSource':'CARD_DESCRIPTION','comments':'Yearly seat\\nrenewal','status':'approved',
                 'lineStatus':'draft','category':{'id':19,'name':'Software'},'createdAt':'2026-02-03T11:40:12Z'}
                """.formatted(id, date);
    }

    static JsonNode report(String status) {
        return json("{'id':7313,'status':'%s'}".formatted(status));
    }

    static TopicRecord record(String key, int partition, String value, String eventId) {
        byte[] bytes = value.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new TopicRecord("topic", partition, 0, key, bytes, Map.of("ce_id", eventId));
    }

    private static JsonNode json(String text) {
        try {
            return TopicRecord.JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
