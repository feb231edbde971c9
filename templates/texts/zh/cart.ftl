cart-heading = 要带上这个购物车吗？
cart-lead = 您已登录。登录前，此设备上的购物车里已有商品。您可以继续使用它，也可以放弃它，改用您账号中的购物车。
cart-take = 带上购物车
cart-keep = 使用账号中的购物车
cart-busy = 请稍候…
