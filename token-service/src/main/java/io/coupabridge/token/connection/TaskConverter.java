package io.coupabridge.token.connection;

import io.coupabridge.contracts.Task;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** A task is stored by its name in messages. */
@Converter
class TaskConverter implements AttributeConverter<Task, String> {

    @Override
    public String convertToDatabaseColumn(Task task) {
        return task == null ? null : task.name();
    }

    /** @throws IllegalArgumentException when no task of this class path is called so */
    @Override
    public Task convertToEntityAttribute(String name) {
        return name == null ? null : Task.of(name);
    }
}
