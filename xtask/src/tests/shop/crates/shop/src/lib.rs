//! The client of the shop and its enumerations.

mod generated;

use std::error::Error;

pub use generated::{Currency, OrderState, client::*};

/// Creates an order. Returns the state of the order, and the URL in the header `Location`.
pub async fn create(http: &reqwest::Client, client: &Client) -> Result<(Option<OrderState>, String), Box<dyn Error>> {
    let body = types::NewOrder::builder().currency(Currency::Eur.to_string()).total(12.5);
    let response = http.execute(client.create_order().project_id("p").body(body).request()?).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let address = headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let order = builder::CreateOrder::decode(status, &headers, &response.bytes().await?)?;
    Ok((order.state.map(OrderState::from), address.to_owned()))
}
