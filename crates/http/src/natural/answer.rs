//! An answer in natural language, as the wire has it.

use weir_api::{ConfidenceResponse, NaturalResponse, SignalResponse, UsageResponse, ValidationResponse};
use weir_gateway::AskAnswer;

pub(crate) fn response(answer: AskAnswer) -> NaturalResponse {
    let signals = answer.confidence.signals.into_iter();
    let usage = answer.usage;
    NaturalResponse {
        id: answer.id,
        status: answer.status.as_str().to_owned(),
        generated_sql: answer.sql,
        explanation: answer.explanation,
        dialect: answer.dialect,
        tables_used: answer.tables_used,
        columns_used: answer.columns_used,
        assumptions: answer.assumptions,
        warnings: answer.warnings,
        confidence: ConfidenceResponse {
            level: answer.confidence.level.as_str().to_owned(),
            signals: signals
                .map(|signal| SignalResponse { code: signal.code.to_owned(), message: signal.message })
                .collect(),
        },
        clarification: answer.clarification,
        validation: ValidationResponse {
            guarded: answer.validation.guarded,
            resolved: answer.validation.resolved,
            explained: answer.validation.explained,
            repairs: answer.validation.repairs,
        },
        usage: UsageResponse {
            provider: usage.provider,
            model: usage.model,
            calls: usage.calls,
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            tables_sent: usage.tables_sent,
            schema_tokens: usage.schema_tokens,
            bytes_sent: usage.bytes_sent,
            elapsed_ms: usage.elapsed_ms,
            model_ms: usage.model_ms,
        },
    }
}
