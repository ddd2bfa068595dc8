/** What ordinary values of requests are made of: it tells which bytes are rare beside each other. */
export const ordinary = `
the and for are but not you all any can had her was one our out day get has him his how man new now old see two way who boy did
its let put say she too use that with have this will your from they know want been good much some time very when come here just
like long make many more only over such take than them well were what year work back call came each even find give hand high keep
last left life live look made most move must name need next open part play read real same seem show side tell turn used word able
about after again along also another around asked because been before began being below between both bring called change children
close could country course does done down during early earth enough every example family father feel few first follow food found
four girl great group grow hard head hear heard help home house however idea important inside interest into kind large later learn
letter light line list little might mother mountain near never night often once other own page paper people picture place plant
point right river said school second sentence set should small something sometimes song soon started state still stop story study
their then there these thing things think those thought three through together took tree under until upon usually watch water went
where which while white whole why without world would write young today tomorrow yesterday morning evening week month minute hour
parcel package delivery deliver delivered order ordered orders shipping shipped ship return refund replace quality price cheap free
product products item items customer customers service support team contact phone number email address office street city road lane
avenue square building floor apartment company business account invoice payment paid card bank total amount currency euro dollar
quantity size colour color black blue green grey yellow brown orange purple silver small medium large wireless running shoes shirt
jacket table chair lamp coffee mug laptop stand phone camera headphones keyboard mouse battery charger cable glass bottle earrings
please thanks thank regards hello dear sincerely sorry wait waiting happy unhappy broken damaged missing wrong correct arrived
working fine perfect excellent awesome terrible problem issue error failed failure success successful available unavailable
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
december north south east west london paris berlin dublin madrid rome vienna tokyo york francisco angeles sydney toronto
john mary james robert michael william david richard joseph thomas charles maria anna emma laura julia peter paul martin smith
johnson brown jones garcia miller davis martinez hernandez lopez gonzalez wilson anderson taylor moore jackson murphy kowalski
mueller schmidt fischer weber rossi ferrari silva santos tanaka suzuki nguyen almeida angelo hansen
identifier created updated deleted status type title description comment comments note notes text content message messages body
data date time timestamp value values key keys code language locale country region version client server session token tokens
user users username password login logout register profile settings preferences options filter filters search query queries
result results page pages offset first after before cursor node nodes edges info count has next previous start end from to
parent children category categories tag tags image images photo avatar thumbnail media video audio file files document download
upload url link links path host port method method header headers request response application json text html plain charset
encoding gzip deflate accept content length connection keep alive cache control origin referer agent authorization bearer basic
cookie mozilla compatible windows macintosh iphone android linux webkit chrome safari firefox edge gecko khtml mobile
operation mutation subscription fragment variables input output payload schema field fields index position latitude longitude
width height weight unit units tax discount coupon voucher segment campaign source medium mail newsletter banner google facebook
history details details help terms privacy policy about careers store shop cart checkout catalog brand review reviews rating
enabled disabled active inactive pending processing completed cancelled priority level role roles permission permissions admin
network device platform screen browser event events action actions target label metric duration average minimum maximum percent
www.example.com cdn.example.net api.example.org shop.example.com https://www.example.com/account/orders?tab=history&utm_source=app
https://cdn.example.net/media/products/large_01.jpg?width=640&v=32 ana.lopez@example.org john-smith@mail.example.com
3fa85f64-5717-4562-b3fc-2c963f66afa6 7d1e9b20-c4a8-4fd1-9e35-0b6f28ad17ce b9c1d842-e71e-4c9d-8739-c4693d42c999
2026-11-21T22:00:00.125Z 2025-03-09T07:45:31Z 1998-10-14 12:30:59 +353 1 555 0199 (030) 901820 49.99 1,250.00 -12.5 100% 10 %
GA1.2.1234567890.1712345678 v1.4.0 en-GB,en;q=0.9 de-DE fr-FR ja-JP pt-BR text/html, application/json, image/webp, */*;q=0.8
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 rv:140.0
"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"
The parcel arrived late - could you tell me why? I'm sure it doesn't fit; I'd like to return it (size L), and get a refund!
Works well, and it looks great. See page 2 for details: call us, or write to us by Friday. A, B and C. No. 5, St. James's
https://shop.example.com/products/wireless-headphones?color=black&page=2 https://static.example.net/images/avatars/4711.png?size=64&v=3
https://api.example.org/v1/customers/1204/orders https://docs.example.com/guides/getting-started#install https://support.example.net/tickets/88231
https://www.example.org/en/news/2026/05/annual-report.pdf https://cdn.example.com/assets/app.min.js?v=20260105 http://localhost:8080/health
https://accounts.example.com/oauth2/authorize?client_id=web&redirect_uri=https%3A%2F%2Fshop.example.com%2Fcallback&scope=openid+profile+email
https://hooks.example.net/services/T024/B7/notify https://maps.example.com/?q=53.3498,-6.2603&z=12 //media.example.org/thumbs/202605/cover.webp
https://images.example.net/photos/sunset_1200x800.jpg?auto=compress&fit=crop&w=600 https://github.example.com/acme/webshop/pull/318
maria.rossi@example.com j.smith@shop.example.org support@example.net info@example.org anna_mueller@mail.example.net peter.jones+news@example.com
laura.garcia@example.net emma-wilson@example.org orders@shop.example.com no-reply@accounts.example.com li.wei@example.com o.brien@example.net
2026-05-04T05:05:12.482Z 2025-12-31T23:59:59+01:00 2024-02-29T16:20:05Z 2023-07-15T11:05:48.003Z 05:30 17:45:05 2026-01-05 05/11/2026 12.05.2025
2022-08-19T06:13:27-05:00 1767225600 1735689599000 P3DT4H PT15M Mon, 05 Jan 2026 08:05:01 GMT 14:05 to 16:05 2026-03-30T02:05:55.750Z
Acme & Sons Ltd. Murphy's Bar & Grill, Smith & Co. KG, Research & Development, John and Mary O'Connor, L'Oréal, D'Angelo, don't, can't, it's, we'll
12 Main Street, Apt. 5, Springfield; 221b Baker Street, London NW1 6XE; Hauptstraße 17, 10827 Berlin; 8 Rue de Rivoli, 75001 Paris; Via Roma 3
Die Lieferung kam pünktlich an, vielen Dank für den netten Kontakt und die schnelle Hilfe. Bitte senden Sie mir eine Rechnung für diese Bestellung.
Bonjour, je voudrais savoir quand ma commande sera livrée. Merci pour votre réponse, la couleur est très belle et le prix est correct pour nous.
El pedido llegó ayer por la tarde, pero falta una pieza y la caja estaba rota. ¿Pueden enviarme otra? Gracias por todo y un saludo a los demás.
La consegna è arrivata oggi, ma il colore non è quello della foto. Quando posso fare il reso? Obrigado pela ajuda, o produto não serve para mim.
The union of both lists is shown below. Order by phone or select a time that suits you from the table; drop us a line if there are none left.
Members get a discount where it applies, and nothing more or less. Set the price, update your address, delete the old card or insert a new one.
EUR USD GBP JPY CHF in_stock out_of_stock paid unpaid refunded shipped draft published archived vip b2b b2c true false null none yes no male female
"name": "value", "id": 1, "items": [], "total": 0.00, "type": "card", "active": true, {"a":"b","c":"d"} [1,2,3] key=value; key2=value2, a=1&b=2&c=3
createdAt updatedAt firstName lastName orderLines totalCount pageInfo customer_id order_id user_name created_at x-request-id
`
