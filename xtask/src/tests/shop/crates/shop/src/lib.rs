//! The client of the shop and its enumerations.

mod generated;
pub mod hooks {
    //! The context of the generated client.

    use progenitor_client::ClientHooks;

    /// A context without settings.
    #[derive(Debug, Clone, Default)]
    pub struct Context;

    impl ClientHooks<Context> for crate::Client {}
}

pub use generated::{Currency, OrderState, client::*};

/// Creates an order; returns its state and its address, which the service sends in a header.
pub async fn create(client: &Client) -> Result<(Option<OrderState>, String), Error<()>> {
    let body = types::NewOrder::builder().currency(Currency::Eur.to_string()).total(12.5);
    let order = client.create_order().project_id("p").body(body).send().await?;
    let address = order.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok((order.state.map(OrderState::from), address.to_owned()))
}
